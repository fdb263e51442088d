/** Sent with every answer that is for a machine: nobody keeps it, shows it or runs anything of it. */
export const plainHeaders: Readonly<Record<string, string>> = {
	"content-security-policy": "default-src 'none'; frame-ancestors 'none'",
	"cache-control": "no-store",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"strict-transport-security": "max-age=31536000",
};
