import type { Instant } from "./instant.ts";

/** What names one endpoint through its life, in whatever speaks of it. */
export type EndpointIdentity = { readonly createdAt: Instant } & (
	| { readonly endpoint: string }
	| { readonly name: string }
);

/** Of the same name and creation: one that was made anew under its name is another one. */
export function isSameEndpoint(one: EndpointIdentity, other: EndpointIdentity): boolean {
	return one.createdAt === other.createdAt && nameOf(one) === nameOf(other);
}

function nameOf(identity: EndpointIdentity): string {
	return "endpoint" in identity ? identity.endpoint : identity.name;
}
