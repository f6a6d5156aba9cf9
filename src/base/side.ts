/** Which program reads a file: ssh ("client") or sshd ("server"). */
export type Side = "client" | "server";
