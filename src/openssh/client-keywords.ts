import type { Words } from "./forms.ts";
import type { KeywordGroup } from "./keywords.ts";

/** readconf.c, the multistate_* arrays. */
const addressFamily: Words = { words: "inet inet6 any" };
const askable: Words = { words: "true false yes no ask" };
const hostKeyChecking: Words = { words: "true false yes no ask off accept-new" };
const controlMaster: Words = { words: "true yes false no auto ask autoask" };
const tunnel: Words = { words: "ethernet point-to-point true yes false no" };
const requestTty: Words = { words: "true yes false no force auto" };
const sessionType: Words = { words: "none subsystem default" };
const canonicalize: Words = { words: "true false yes no always" };
const publicKey: Words = { words: "true false yes no unbound host-bound" };
const weakCrypto: Words = { words: "true false yes no no-pq-kex" };
/** Without `true` and `false`; a build without zlib has no `yes`. */
const compression: Words = { words: "yes no" };
const hash: Words = {
  words: "md5 sha1 sha256 sha384 sha512",
  error: 'Invalid hash algorithm "%"',
  missing: "Missing argument",
};
const logLevel: Words = {
  words: "quiet fatal error info verbose debug debug1 debug2 debug3",
  error: "unsupported log level '%'",
  missing: "unsupported log level '<NONE>'",
};
const logFacility: Words = {
  words: "daemon user auth authpriv local0 local1 local2 local3 local4 local5 local6 local7",
  error: "unsupported log facility '%'",
  missing: "unsupported log facility '<NONE>'",
};

const interval = { sameAs: "ServerAliveInterval" };
const keyboard = { sameAs: "KbdInteractiveAuthentication" };
const gssapi = { vendor: "debian", until: 1001 } as const;

/**
 * ssh_config keywords: readconf.c keywords[] and the switch in process_config_line_depth, compared at every tag from
 * V_7_6_P1 to V_10_5_P1 and with Debian's 8.4, 9.2, 10.0 and 10.6.
 */
export const clientKeywords: readonly KeywordGroup[] = [
  // What the evaluator handles itself.
  ["Host", "host"],
  ["Match", "match"],
  ["Include", "include"],
  ["IgnoreUnknown", "string"],

  // The keepalive settings. 10.6 gave TCPKeepAlive its own words.
  ["ServerAliveInterval", "time"],
  ["ServerAliveCountMax", "count"],
  ["TCPKeepAlive", "flag", { until: 1006 }],
  ["TCPKeepAlive", "tcp-keepalive", { since: 1006 }],
  ["KeepAlive", "flag", { until: 1006, sameAs: "TCPKeepAlive" }],
  ["KeepAlive", "tcp-keepalive", { since: 1006, sameAs: "TCPKeepAlive" }],
  // Debian's keepalive-extensions.patch; SetupTimeOut moved to ConnectTimeout in 1:9.9p1-1.
  ["ProtocolKeepAlives", "time", { vendor: "debian", ...interval }],
  ["SetupTimeOut", "time", { vendor: "debian", until: 909, ...interval }],
  ["SetupTimeOut", "time", { vendor: "debian", since: 909, sameAs: "ConnectTimeout" }],

  // Times and numbers. Port was an unchecked number up to 7.8.
  ["ConnectTimeout ForwardX11Timeout", "time"],
  ["NumberOfPasswordPrompts ConnectionAttempts CanonicalizeMaxDots", "count"],
  ["RequiredRSASize", "count", { since: 901 }],
  ["Port", "count", { until: 709 }],
  ["Port", "port", { since: 709 }],
  ["RekeyLimit", "rekey-limit"],
  ["ControlPersist", "control-persist"],
  ["ChannelTimeout", "channel-timeout", { since: 906 }],
  ["StreamLocalBindMask", "octal-mask"],
  ["TunnelDevice", "tunnel-device"],
  ["IPQoS", "ip-qos"],
  ["ObscureKeystrokeTiming", "obscure-timing", { since: 905 }],

  // yes and no.
  ["ForwardX11 ForwardX11Trusted GatewayPorts ExitOnForwardFailure ClearAllForwardings", "flag"],
  ["PasswordAuthentication KbdInteractiveAuthentication HostbasedAuthentication BatchMode CheckHostIP", "flag"],
  ["NoHostAuthenticationForLocalhost EnableSSHKeysign IdentitiesOnly HashKnownHosts PermitLocalCommand", "flag"],
  ["VisualHostKey ProxyUseFdpass CanonicalizeFallbackLocal StreamLocalBindUnlink", "flag"],
  ["StdinNull ForkAfterAuthentication", "flag", { since: 807 }],
  ["EnableEscapeCommandline", "flag", { since: 902 }],
  ["Compression", "flag", { until: 802 }],
  ["PubkeyAuthentication", "flag", { until: 809 }],
  ["DSAAuthentication", "flag", { until: 809, sameAs: "PubkeyAuthentication" }],
  ["ChallengeResponseAuthentication TISAuthentication", "flag", { until: 807 }],
  ["ChallengeResponseAuthentication TISAuthentication SKeyAuthentication", "flag", { since: 807, ...keyboard }],
  ["SKeyAuthentication", "flag", { until: 708, sameAs: "ChallengeResponseAuthentication" }],
  ["SKeyAuthentication", "anything", { since: 708, until: 807, status: "unsupported" }],
  ["UsePrivilegedPort", "flag", { until: 708 }],
  ["ForwardAgent", "flag", { until: 802 }],

  // Fixed words.
  ["AddressFamily", addressFamily],
  ["VerifyHostKeyDNS UpdateHostkeys", askable],
  ["StrictHostKeyChecking", hostKeyChecking],
  ["ControlMaster", controlMaster],
  ["Tunnel", tunnel],
  ["RequestTTY", requestTty],
  ["SessionType", sessionType, { since: 807 }],
  ["CanonicalizeHostname", canonicalize],
  ["PubkeyAuthentication", publicKey, { since: 809 }],
  ["DSAAuthentication", publicKey, { since: 809, sameAs: "PubkeyAuthentication" }],
  ["Compression", compression, { since: 802 }],
  ["WarnWeakCrypto", weakCrypto, { since: 1001 }],
  ["LogLevel", logLevel],
  ["SyslogFacility", logFacility],
  ["FingerprintHash", hash],
  ["AddKeysToAgent", { words: "true false yes no ask confirm" }, { until: 804 }],
  ["AddKeysToAgent", "add-keys", { since: 804 }],

  // One word.
  ["HostName HostKeyAlias User XAuthLocation KbdInteractiveDevices PreferredAuthentications BindAddress", "string"],
  ["PKCS11Provider ControlPath IdentityFile CertificateFile", "string"],
  ["IdentityFile2", "string", { sameAs: "IdentityFile" }],
  ["SmartcardDevice", "string", { sameAs: "PKCS11Provider" }],
  ["BindInterface", "string", { since: 707 }],
  ["SecurityKeyProvider", "string", { since: 802 }],
  ["Tag", "string", { since: 904 }],
  ["RevokedHostKeys", "string", { until: 1003 }],
  ["Ciphers Macs KexAlgorithms HostKeyAlgorithms", "string"],
  ["CASignatureAlgorithms", "string", { since: 709 }],
  ["HostbasedKeyTypes", "string", { until: 805 }],
  ["HostbasedKeyTypes", "string", { since: 805, sameAs: "HostbasedAcceptedAlgorithms" }],
  // 8.5 and 8.6 had this keyword under a name that 8.7 corrected.
  ["HostbasedAlgorithms", "string", { since: 805, until: 807, sameAs: "HostbasedAcceptedAlgorithms" }],
  ["HostbasedAcceptedAlgorithms", "string", { since: 807 }],
  ["PubkeyAcceptedKeyTypes", "string", { until: 805 }],
  ["PubkeyAcceptedKeyTypes", "string", { since: 805, sameAs: "PubkeyAcceptedAlgorithms" }],
  ["PubkeyAcceptedAlgorithms", "string", { since: 805 }],
  ["IdentityAgent", "string", { until: 709 }],
  ["IdentityAgent", "agent", { since: 709 }],
  ["ForwardAgent", "forward-agent", { since: 802 }],
  ["EscapeChar", "escape-char"],
  // Fatal where it applies, which the evaluator finds out.
  ["RefuseConnection", "string", { since: 1001 }],

  // The rest of the line.
  ["ProxyCommand LocalCommand RemoteCommand", "rest"],
  ["KnownHostsCommand", "rest", { since: 805 }],
  ["ProxyJump", "jump"],
  ["VersionAddendum", "version-addendum", { since: 1000 }],

  // Lists.
  ["GlobalKnownHostsFile UserKnownHostsFile", { list: "files", noneAlone: 807 }],
  ["LogVerbose", { list: "files", noneAlone: 807 }, { since: 805 }],
  ["RevokedHostKeys", { list: "names", needsOne: 1003, noneAlone: 1003 }, { since: 1003 }],
  ["SendEnv", "env-names"],
  ["SetEnv", "set-env", { since: 708 }],
  ["LocalForward", "local-forward"],
  ["RemoteForward", "remote-forward"],
  ["DynamicForward", "dynamic-forward"],
  ["PermitRemoteOpen", "permit-remote-open", { since: 805 }],
  ["CanonicalDomains", "canonical-domains"],
  ["CanonicalizePermittedCNAMEs", "permitted-cnames"],

  // GSSAPI: unknown words pass where it was not compiled in. Debian left it out after 10.0 (10.6: "Unsupported option",
  // measured); other releases in between were not seen. Its key exchange patch comes with it.
  ["GSSAPIAuthentication GSSAPIDelegateCredentials", "anything", { vendor: "upstream", status: "unsupported" }],
  ["GSSAPIAuthentication GSSAPIDelegateCredentials", "flag", gssapi],
  [
    "GSSAPIAuthentication GSSAPIDelegateCredentials",
    "anything",
    { vendor: "debian", since: 1001, status: "unsupported" },
  ],
  ["GSSAPIAuthentication GSSAPIDelegateCredentials", "flag", { vendor: "redhat" }],
  ["GSSAPIAuthentication GSSAPIDelegateCredentials", "flag", { vendor: "apple" }],
  ["GSSAPIKeyExchange GSSAPITrustDns GSSAPIRenewalForcesRekey", "flag", gssapi],
  ["GSSAPIClientIdentity GSSAPIServerIdentity GSSAPIKexAlgorithms", "string", gssapi],

  // Other vendors, from public documentation and reports, not from builds at hand.
  ["UseBlacklistedKeys", "anything", { vendor: "debian", status: "deprecated" }],
  ["UseKeychain", "flag", { vendor: "apple" }],
  ["GSSAPIKeyExchange GSSAPITrustDns GSSAPIRenewalForcesRekey", "flag", { vendor: "redhat" }],
  ["GSSAPIClientIdentity GSSAPIServerIdentity GSSAPIKexAlgorithms", "string", { vendor: "redhat" }],
  ["RSAMinSize", "count", { vendor: "redhat", since: 807, sameAs: "RequiredRSASize" }],
  ["RequiredRSASize", "count", { vendor: "redhat", since: 807, until: 901 }],

  // Accepted and without effect.
  ["Protocol", "anything", { status: "ignored" }],
  ["Cipher FallBackToRsh GlobalKnownHostsFile2 RhostsAuthentication", "anything", { status: "deprecated" }],
  ["UserKnownHostsFile2 UseRoaming UseRsh", "anything", { status: "deprecated" }],
  ["UsePrivilegedPort", "anything", { since: 708, status: "deprecated" }],
  ["AFSTokenPassing KerberosAuthentication KerberosTgtPassing", "anything", { status: "unsupported" }],
  ["RSAAuthentication RhostsRSAAuthentication CompressionLevel", "anything", { status: "unsupported" }],
];
