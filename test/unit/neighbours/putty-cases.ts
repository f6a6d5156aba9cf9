export interface PuttyCase {
  /** Seconds; 0: none are sent. */
  readonly interval: number;
  readonly tcpKeepAlive: boolean;
  /** plink 0.78 ends with a failed assertion. */
  readonly crashes: boolean;
}

const off: PuttyCase = { interval: 0, tcpKeepAlive: false, crashes: false };
const every = (interval: number): PuttyCase => ({ ...off, interval });
const crash: PuttyCase = { ...off, crashes: true };

/** What PuTTY makes of a session file's lines: the unit test asks the reader, test/oracle/putty.test.ts asks plink and a real sshd. */
export const puttyCases: readonly (readonly [string, PuttyCase])[] = [
  ["", off],
  ["PingIntervalSecs=2\n", every(2)],
  ["PingInterval=0\nPingIntervalSecs=2\nTCPKeepalives=1\n", { ...every(2), tcpKeepAlive: true }],
  ["PingInterval=-1\nPingIntervalSecs=62\n", every(2)],
  ["PingIntervalSecs= 2s\n", every(2)],
  ["PingIntervalSecs=+2", every(2)],
  ["PingIntervalSecs=2\r\n", every(2)],
  ["PingIntervalSecs=4294967298\n", every(2)],
  ["PingIntervalSecs=0x2\n", off],
  ["PingIntervalSecs=two\nTCPKeepalives=yes\n", off],
  ["pingintervalsecs=2\n PingIntervalSecs=2\n", off],
  ["PingIntervalSecs =2\n", off],
  ["PingIntervalSecs=2\nPingIntervalSecs=0\nTCPKeepalives=2\n", { ...every(2), tcpKeepAlive: true }],
  ["PingIntervalSecs=0\nPingIntervalSecs=2\n", off],
  ["PingIntervalSecs=-2\n", crash],
  ["PingIntervalSecs=2147484\n", crash],
  ["PingIntervalSecs=2147483647\n", crash],
  ["PingIntervalSecs=99999999999999999999999\n", crash],
];
