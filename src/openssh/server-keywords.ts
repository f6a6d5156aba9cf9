import type { Words } from "./forms.ts";
import type { KeywordGroup } from "./keywords.ts";

/** servconf.c, the multistate_* arrays; `words` in any case unless `exact`. */
const addressFamily: Words = { words: "inet inet6 any" };
const rootLogin: Words = { words: "prohibit-password without-password forced-commands-only yes no" };
const rhosts: Words = { words: "yes no shosts-only" };
const compression: Words = { words: "yes delayed no" };
const gatewayPorts: Words = { words: "clientspecified yes no" };
const forwarding: Words = { words: "yes all no remote local" };
/** servconf.c tunmode_desc. */
const tunnel: Words = { words: "no point-to-point ethernet yes", exact: true, error: "bad PermitTunnel argument %" };
const hash: Words = { words: "md5 sha1 sha256 sha384 sha512", error: 'Invalid hash algorithm "%"' };
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

/** servconf.c SSHCFG_ALL. */
const match = { inMatch: true };
const keyboard = { inMatch: true, sameAs: "KbdInteractiveAuthentication" };
const debianKerberos = { vendor: "debian", until: 1001 } as const;
const debianWithout = { vendor: "debian", since: 1001, status: "unsupported" } as const;
const upstream = { vendor: "upstream", status: "unsupported" } as const;
const redhat = { vendor: "redhat" } as const;
const apple = { vendor: "apple" } as const;

/**
 * sshd_config keywords: servconf.c keywords[] (10.4+: servconf.h SSHD_CONFIG_ENTRIES) and the switch in
 * process_server_config_line_depth, compared at every tag from V_7_6_P1 to V_10_5_P1 and with Debian's 8.4, 9.2, 10.0 and 10.6.
 */
export const serverKeywords: readonly KeywordGroup[] = [
  // What the evaluator handles itself.
  ["Match", "match", match],
  ["Include", "include", { since: 802, ...match }],

  // The keepalive settings. 10.6 gave TCPKeepAlive its own words.
  ["ClientAliveInterval", "time", match],
  ["ClientAliveCountMax", "count", match],
  ["TCPKeepAlive", "flag", { until: 1006 }],
  ["TCPKeepAlive", "tcp-keepalive", { since: 1006 }],
  ["KeepAlive", "flag", { until: 1006, sameAs: "TCPKeepAlive" }],
  ["KeepAlive", "tcp-keepalive", { since: 1006, sameAs: "TCPKeepAlive" }],

  // Times and numbers.
  ["LoginGraceTime", "time"],
  ["UnusedConnectionTimeout", "time-or-none", { since: 902, ...match }],
  ["X11DisplayOffset MaxAuthTries MaxSessions", "count", match],
  ["RequiredRSASize", "count", { since: 901, ...match }],
  ["Port", "port"],
  ["RekeyLimit", "rekey-limit", match],
  ["ChannelTimeout", "channel-timeout", { since: 902, ...match }],
  ["StreamLocalBindMask", "octal-mask", match],
  ["IPQoS", "ip-qos", match],
  ["MaxStartups", "max-startups"],
  ["PerSourceMaxStartups", "count-or-none", { since: 805 }],
  ["PerSourceNetBlockSize", "net-block-size", { since: 805 }],
  ["PerSourcePenalties", "penalties", { since: 908 }],

  // yes and no.
  ["UsePAM IgnoreUserKnownHosts PrintMotd PrintLastLog StrictModes UseDNS", "flag"],
  [
    "HostbasedAuthentication HostbasedUsesNameFromPacketOnly PubkeyAuthentication PasswordAuthentication",
    "flag",
    match,
  ],
  ["KbdInteractiveAuthentication X11Forwarding X11UseLocalhost PermitTTY PermitUserRC", "flag", match],
  ["PermitEmptyPasswords AllowAgentForwarding DisableForwarding StreamLocalBindUnlink ExposeAuthInfo", "flag", match],
  ["RefuseConnection", "flag", { since: 909, ...match }],
  ["DSAAuthentication", "flag", { sameAs: "PubkeyAuthentication" }],
  ["ChallengeResponseAuthentication", "flag", { until: 807 }],
  ["ChallengeResponseAuthentication SKeyAuthentication", "flag", { since: 807, ...keyboard }],
  ["SKeyAuthentication", "flag", { until: 708, sameAs: "ChallengeResponseAuthentication" }],
  ["SKeyAuthentication", "anything", { since: 708, until: 807, status: "deprecated" }],
  ["IgnoreRhosts", "flag", { until: 803 }],
  ["PermitUserEnvironment", "flag", { until: 708 }],

  // Fixed words.
  ["AddressFamily", addressFamily],
  ["PermitRootLogin", rootLogin, match],
  ["IgnoreRhosts", rhosts, { since: 803, ...match }],
  ["Compression", compression],
  ["GatewayPorts", gatewayPorts, match],
  ["AllowTcpForwarding AllowStreamLocalForwarding", forwarding, match],
  ["PermitTunnel", tunnel, match],
  ["LogLevel", logLevel, match],
  ["SyslogFacility", logFacility],
  ["FingerprintHash", hash],
  ["PubkeyAuthOptions", "pubkey-auth-options", { since: 802, ...match }],

  // One word.
  ["HostKey HostCertificate HostKeyAgent PidFile XAuthLocation", "file"],
  ["HostDSAKey", "file", { sameAs: "HostKey" }],
  ["ModuliFile", "file", { since: 806 }],
  ["SecurityKeyProvider", "file", { since: 802 }],
  ["SshdSessionPath", "file", { since: 908 }],
  ["SshdAuthPath", "file", { since: 1000 }],
  ["Banner ChrootDirectory TrustedUserCAKeys AuthorizedPrincipalsFile", "file", match],
  ["RevokedKeys", "file", { until: 1003, ...match }],
  ["AuthorizedKeysCommandUser AuthorizedPrincipalsCommandUser", "string", match],
  ["PermitUserEnvironment", "string", { since: 708 }],
  ["PerSourcePenaltyExemptList", "string", { since: 908 }],
  ["Ciphers Macs KexAlgorithms HostKeyAlgorithms", "string"],
  ["CASignatureAlgorithms", "string", { since: 709, ...match }],
  ["HostbasedAcceptedKeyTypes", "string", { until: 805, ...match }],
  ["HostbasedAcceptedKeyTypes", "string", { since: 805, sameAs: "HostbasedAcceptedAlgorithms", ...match }],
  ["HostbasedAcceptedAlgorithms", "string", { since: 805, ...match }],
  ["PubkeyAcceptedKeyTypes", "string", { until: 805, ...match }],
  ["PubkeyAcceptedKeyTypes", "string", { since: 805, sameAs: "PubkeyAcceptedAlgorithms", ...match }],
  ["PubkeyAcceptedAlgorithms", "string", { since: 805, ...match }],
  ["PAMServiceName", "string", { since: 908, ...match }],
  // From 8.3 on refused at once where a process cannot change its routing domain, which only OpenBSD lets it.
  ["RDomain", "string", { since: 707, until: 803, ...match }],
  ["RDomain", "refused", { since: 803, ...match }],

  // The rest of the line.
  ["ForceCommand", "rest-of-line", match],
  ["AuthorizedKeysCommand AuthorizedPrincipalsCommand", "absolute-command", match],
  ["VersionAddendum", "version-addendum"],

  // Lists. From 9.7 on most need an argument.
  ["LogVerbose", { list: "names", needsOne: 907, noneAlone: 807 }, { since: 805, ...match }],
  ["AuthorizedKeysFile", { list: "files", needsOne: 907, noneAlone: 1003 }, match],
  ["RevokedKeys", { list: "names", needsOne: 1003, noneAlone: 1003 }, { since: 1003, ...match }],
  ["AllowUsers DenyUsers AllowGroups DenyGroups", { list: "names", needsOne: 907 }, match],
  ["AcceptEnv", "env-names", match],
  ["SetEnv", "set-env", { since: 708, ...match }],
  ["PermitOpen", "permit-open", match],
  ["PermitListen", "permit-listen", { since: 708, ...match }],
  ["AuthenticationMethods", "authentication-methods", match],
  ["ListenAddress", "listen-address"],
  ["Subsystem", "subsystem", { until: 905 }],
  ["Subsystem", "subsystem", { since: 905, ...match }],

  // Kerberos and GSSAPI: any words pass where they were not compiled in ("Unsupported option"). Debian left both out after
  // 10.0 (10.6 measured; the releases in between were not seen).
  ["KerberosGetAFSToken", "anything", { status: "unsupported" }],
  ["KerberosAuthentication", "anything", { ...upstream, ...match }],
  ["KerberosOrLocalPasswd KerberosTicketCleanup", "anything", upstream],
  ["KerberosAuthentication", "flag", { ...debianKerberos, ...match }],
  ["KerberosOrLocalPasswd KerberosTicketCleanup", "flag", debianKerberos],
  ["KerberosAuthentication", "anything", { ...debianWithout, ...match }],
  ["KerberosOrLocalPasswd KerberosTicketCleanup", "anything", debianWithout],
  ["KerberosAuthentication", "flag", { ...redhat, ...match }],
  ["KerberosOrLocalPasswd KerberosTicketCleanup", "flag", redhat],
  ["KerberosAuthentication", "flag", { ...apple, ...match }],
  ["KerberosOrLocalPasswd KerberosTicketCleanup", "flag", apple],
  ["GSSAPIAuthentication", "anything", { ...upstream, ...match, until: 1004 }],
  ["GSSAPICleanupCredentials GSSAPIStrictAcceptorCheck", "anything", { ...upstream, until: 1004 }],
  ["GSSAPIDelegateCredentials", "anything", { ...upstream, since: 1003, until: 1004 }],
  // 10.4 knew them by the wrong names (servconf.h SSHD_CONFIG_ENTRIES_GSS, corrected in 10.5).
  ["GSSAuthentication", "anything", { ...upstream, ...match, since: 1004, until: 1005 }],
  ["GSSCleanupCreds GSSDelegateCreds GSSStrictAcceptor", "anything", { ...upstream, since: 1004, until: 1005 }],
  ["GSSAPIAuthentication", "anything", { ...upstream, ...match, since: 1005 }],
  [
    "GSSAPICleanupCredentials GSSAPIStrictAcceptorCheck GSSAPIDelegateCredentials",
    "anything",
    { ...upstream, since: 1005 },
  ],
  ["GSSAPIAuthentication", "flag", { ...debianKerberos, ...match }],
  ["GSSAPICleanupCredentials GSSAPIStrictAcceptorCheck", "flag", debianKerberos],
  ["GSSAPIAuthentication", "anything", { ...debianWithout, ...match }],
  ["GSSAPICleanupCredentials GSSAPIStrictAcceptorCheck", "anything", debianWithout],
  ["GSSAPIDelegateCredentials", "anything", { ...debianWithout, since: 1003 }],
  ["GSSAPIAuthentication", "flag", { ...redhat, ...match }],
  ["GSSAPICleanupCredentials GSSAPIStrictAcceptorCheck", "flag", redhat],
  ["GSSAPIDelegateCredentials", "flag", { ...redhat, since: 909 }],
  ["GSSAPIAuthentication", "flag", { ...apple, ...match }],
  ["GSSAPICleanupCredentials GSSAPIStrictAcceptorCheck", "flag", apple],
  ["GSSAPIDelegateCredentials", "flag", { ...apple, since: 1003 }],

  // Debian's patches: gssapi.patch (up to 10.0) and debian-banner.patch.
  ["DebianBanner", "flag", { vendor: "debian" }],
  ["PermitBlacklistedKeys", "anything", { vendor: "debian", status: "deprecated" }],
  ["GSSAPIKeyExchange GSSAPIStoreCredentialsOnRekey", "flag", debianKerberos],
  ["GSSAPICleanupCreds", "flag", { ...debianKerberos, sameAs: "GSSAPICleanupCredentials" }],
  ["GSSAPIKexAlgorithms", "string", debianKerberos],
  ["GSSUseSessionCCache GSSAPIUseSessionCredCache", "anything", { ...debianKerberos, status: "unsupported" }],

  // Red Hat: names from a public probe of RHEL 8 (8.0p1) and 9 (9.9p1) rebuilds; forms and first releases are guesses.
  ["GSSAPIKeyExchange GSSAPIStoreCredentialsOnRekey KerberosUniqueCCache", "flag", redhat],
  ["GSSAPIEnablek5users KerberosUseKuserok", "flag", { ...redhat, ...match }],
  ["GSSAPICleanupCreds", "flag", { ...redhat, sameAs: "GSSAPICleanupCredentials" }],
  ["GSSAPIKexAlgorithms", "string", redhat],
  ["GSSUseSessionCCache GSSAPIUseSessionCredCache", "anything", { ...redhat, status: "unsupported" }],
  ["X11MaxDisplays", "count", { ...redhat, ...match }],
  ["RSAMinSize", "count", { ...redhat, ...match, since: 807, sameAs: "RequiredRSASize" }],
  ["RequiredRSASize", "count", { ...redhat, ...match, since: 807, until: 901 }],
  ["GSSAPIIndicators", "string", { ...redhat, ...match, since: 909 }],
  ["CanonicalMatchUser", "flag", { ...redhat, since: 909 }],
  // RHEL 8 backported it.
  ["Include", "include", { ...redhat, ...match, since: 800, until: 802 }],

  // Accepted and without effect; PAMAuthenticationViaKbdInt went in 10.4.
  ["Protocol", "anything", { status: "ignored" }],
  [
    "ServerKeyBits KeyRegenerationInterval RhostsAuthentication CheckMail UseLogin",
    "anything",
    { status: "deprecated" },
  ],
  ["VerifyReverseMapping ReverseMappingCheck UsePrivilegeSeparation", "anything", { status: "deprecated" }],
  ["RhostsRSAAuthentication RSAAuthentication AuthorizedKeysFile2", "anything", { status: "deprecated", ...match }],
  ["PAMAuthenticationViaKbdInt", "anything", { until: 1004, status: "deprecated" }],
  ["KerberosTgtPassing AFSTokenPassing", "anything", { status: "unsupported" }],
];
