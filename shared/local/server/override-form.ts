import { timingSafeEqual } from "node:crypto";
import { orderSeconds, reasonLengthMax, reasonLengthMin } from "../../dashboard/actions-view.ts";
import { sentencePage } from "../../dashboard/page.ts";
import type { Answer, Received } from "./answer.ts";
import type { RouteContext } from "./serve-page-options.ts";

type FormKind = "hold" | "restore-now";
type Order = { readonly kind: FormKind; readonly reason: string };

/** Takes the page's own forms: checks that they are its own, gives the order, says what became of it. */
export async function overrideForm(request: Received, context: RouteContext): Promise<Answer> {
	const body = await request.readBody();
	if (body === null) return refused(413, "The form is too long.");
	const form = new URLSearchParams(Buffer.from(body).toString("utf8"));
	if (!isSame(form.get("token") ?? "", context.csrfToken)) {
		return refused(403, "This form is not from the page as it is now. Load the page again.");
	}
	const order = orderOf(form);
	if (typeof order === "string") return refused(400, order);
	return give(order, context);
}

async function give({ kind, reason }: Order, context: RouteContext): Promise<Answer> {
	const ttlSeconds = orderSeconds(await context.readModel());
	const applied = await context.applyLocalOverride({ kind, endpoint: null, ttlSeconds, reason });
	if (applied.status >= 300) {
		return refused(applied.status, `The order was not accepted: ${whyOf(applied.body)}.`);
	}
	const note = noted(context, doneSentence(kind, applied.body));
	return { status: 303, text: "", headers: { location: `/?said=${note}` } };
}

/** What is put back is said by the guard, which knows what it holds. */
function doneSentence(kind: FormKind, body: unknown): string {
	if (kind === "hold") return holdSentence;
	const effect: unknown = Object(body) === body ? Reflect.get(Object(body), "effect") : null;
	return typeof effect === "string"
		? `Your order was accepted: ${effect}.`
		: "Your order was accepted.";
}

const holdSentence =
	"Your hold was accepted. It counts from the next pass; its end is under Overrides in force.";

/** The order, or the sentence that says what is wrong with it. */
function orderOf(form: URLSearchParams): Order | string {
	const kind = form.get("kind");
	const reason = (form.get("reason") ?? "").trim();
	if (kind !== "hold" && kind !== "restore-now")
		return "This page knows only hold and restore-now.";
	if (reason.length < reasonLengthMin || reason.length > reasonLengthMax) {
		return `A reason of ${reasonLengthMin} to ${reasonLengthMax} characters is needed.`;
	}
	return { kind, reason };
}

function isSame(given: string, expected: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}

/** Shown once: a sentence in the address itself could be put there by anybody. */
function noted({ notes }: RouteContext, sentence: string): string {
	const oldest = notes.keys().next();
	if (notes.size >= notesMax && oldest.done === false) notes.delete(oldest.value);
	const id = String((Number([...notes.keys()].at(-1)) || 0) + 1);
	notes.set(id, sentence);
	return id;
}

const notesMax = 20;

/** The words of an answer of the override use case, whatever its shape. */
function whyOf(body: unknown): string {
	if (typeof body === "string") return body;
	if (typeof body === "object" && body !== null) {
		for (const key of ["message", "error", "reason"]) {
			const value: unknown = Reflect.get(body, key);
			if (typeof value === "string") return value;
		}
	}
	return JSON.stringify(body) ?? "no reason was given";
}

function refused(status: number, sentence: string): Answer {
	const text = sentencePage("The order was not given", sentence);
	return { status, text, type: "text/html; charset=utf-8" };
}
