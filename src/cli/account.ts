import { userInfo } from "node:os";

/** Who runs this, by the password database; null for a user id without an entry there, which is an error to Node. */
export function account(): { readonly name: string; readonly home: string } | null {
  try {
    const { username, homedir } = userInfo();
    return { name: username, home: homedir };
  } catch {
    return null;
  }
}
