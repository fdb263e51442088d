const loopbackHosts = ["127.0.0.1", "localhost", "[::1]"];

/** Tokens, keys and notices leave this machine only encrypted. */
export function isSafeAddress(text: string): boolean {
	const address = URL.canParse(text) ? new URL(text) : null;
	if (address === null || address.username !== "" || address.password !== "") return false;
	if (address.protocol === "https:") return true;
	return address.protocol === "http:" && loopbackHosts.includes(address.hostname);
}
