import type { Control } from "../../../shared/domain/control.ts";
import { type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import type { Notice } from "../../../shared/domain/notice.ts";

/** What is said once, and then in other words every few hours at the most. */
const repeatedWithinMs = 10 * minuteMs;
const mostAlike = 3;

/** Every end has its beginning, nothing is said over and over, and what is back was said to be back. */
export class NoticeEnds {
	readonly #blind = new Set<string>();
	readonly #granted = new Set<string>();
	readonly #news = new Map<string, string>();
	readonly #alike = new Map<string, Instant[]>();
	#backAt: Instant | null = null;
	#backSaidAt: Instant | null = null;
	#back = "";

	/** What is wrong with a notice that is new in the outbox, or null. */
	said(notice: Notice): string | null {
		return this.#endProblem(notice) ?? this.#repeatProblem(notice);
	}

	/** Remembers what came back. */
	followed({ held }: Control): void {
		for (const { endpoint, status, statusSince } of held) {
			if (status !== "restored" || statusSince <= (this.#backAt ?? 0)) continue;
			this.#backAt = statusSince;
			this.#back = endpoint;
		}
	}

	/** At the end of a clean day: what was said to have begun and is over, and was not said to be over. */
	missing(): string[] {
		if (this.#backAt === null || (this.#backSaidAt ?? 0) >= this.#backAt) return [];
		return [`${this.#back} was put back, and nobody was told that it is.`];
	}

	#endProblem({ id, kind, createdAt }: Notice): string | null {
		if (kind === "restored") this.#backSaidAt = createdAt;
		if (kind === "restored" && this.#backAt === null) {
			return `"${id}" tells of a restore, and nothing was put back.`;
		}
		if (kind === "guard-blind") return this.#blindProblem(id);
		return kind === "override" ? this.#orderProblem(id) : null;
	}

	#blindProblem(id: string): string | null {
		const [what, since = ""] = id.split("/").slice(-2);
		if (what !== "seen") {
			this.#blind.add(since);
			return null;
		}
		return this.#blind.delete(since) ? null : `"${id}" ends a blindness that was never told.`;
	}

	#orderProblem(id: string): string | null {
		const [, order = "", news = ""] = id.split("/");
		const known = this.#news.get(`${order} ${news}`);
		if (known !== undefined && known !== id) return `"${id}" says again what "${known}" said.`;
		this.#news.set(`${order} ${news}`, id);
		if (news === "granted" || news === "ending") this.#granted.add(order);
		if (news !== "ended" || this.#granted.has(order)) return null;
		return `"${id}" ends an order of which nobody was told.`;
	}

	/** The same words within minutes are no news. */
	#repeatProblem({ id, kind, createdAt, message }: Notice): string | null {
		// Several orders of one kind may end at one midnight; each has its own identity.
		if (kind === "override") return null;
		const key = `${kind} ${message.title}`;
		const recent = (this.#alike.get(key) ?? []).filter((at) => createdAt - at < repeatedWithinMs);
		recent.push(createdAt);
		this.#alike.set(key, recent);
		if (recent.length < mostAlike) return null;
		return `"${id}": "${message.title}" was said ${recent.length} times in ten minutes.`;
	}
}
