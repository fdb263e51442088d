import { createHmac, timingSafeEqual } from "node:crypto";
import type { HttpRequest } from "../events/http-request.ts";
import type { Answer } from "./answer.ts";

/** The prefix makes browsers refuse the cookie without TLS, and from any other name than this one. */
const cookieName = "__Host-guardrail";
const cookieSeconds = 30 * 86_400;

/** 22 characters of base64 are 128 bits. */
const shortestKey = 22;

/**
 * Why a request may not read, null if it may: the key as bearer, or the cookie that the link with the
 * key left in the browser. Throws where the key itself is too short to keep anybody out.
 */
export function refusal(request: HttpRequest, key: string): Answer | null {
	if (key.length < shortestKey)
		throw new Error(`The page's key has under ${shortestKey} characters.`);
	const bearer = /^Bearer (\S+)$/i.exec(request.headers["authorization"] ?? "")?.[1] ?? "";
	if (isSame(bearer, key) || isSame(cookieOf(request), cookieFor(key))) return null;
	return {
		status: 401,
		text: "This page is not public. Open the link with its key, or send the key as bearer.\n",
		headers: { "www-authenticate": "Bearer" },
	};
}

/** The link `/?key=…` is for people: it leaves a cookie and no key in the address. null: no such link. */
export function entrance({ query, path }: HttpRequest, key: string): Answer | null {
	const given = query.get("key");
	if (path !== "/" || given === null || !isSame(given, key)) return null;
	const attributes = `Path=/; Max-Age=${cookieSeconds}; HttpOnly; Secure; SameSite=Lax`;
	return {
		status: 303,
		text: "",
		headers: { location: "/" },
		cookies: [`${cookieName}=${cookieFor(key)}; ${attributes}`],
	};
}

function cookieOf({ cookies }: HttpRequest): string {
	const own = cookies.find((cookie) => cookie.startsWith(`${cookieName}=`)) ?? "";
	return own.slice(cookieName.length + 1);
}

/** Not the key itself: a cookie that gets lost opens the page and tells nothing about the key. */
function cookieFor(key: string): string {
	return createHmac("sha256", key).update("guardrail page, read only, 1").digest("base64url");
}

/** Both are hashed first, so that the time tells neither the length nor the place of a difference. */
function isSame(given: string, expected: string): boolean {
	const digest = (text: string) => createHmac("sha256", expected).update(text).digest();
	return timingSafeEqual(digest(given), digest(expected));
}
