import type { Notice } from "../domain/notice.ts";

export type SendResult =
	| { readonly ok: true }
	| {
			readonly ok: false;
			readonly retryable: boolean;
			readonly retryAfterMs: number | null;
			readonly reason: string;
	  };

/** One channel to people or machines. Never rejects; a channel that is down answers `ok: false`. */
export interface Receiver {
	/** Stable; part of the notification log's key. */
	readonly channel: string;
	send(notice: Notice): Promise<SendResult>;
}
