import { type Html, html } from "./html.ts";
import type { LogLine, LogView } from "./log-view.ts";

/** Tier history, overrides in force and notices sent, newest first. */
export function history(view: LogView): Html {
	return html`<div class="three">
${log("today", "Today", view.history, "No line was crossed.")}
${log("overrides", "Overrides in force", view.overrides, "None.")}
${log("notices", "Notices sent", view.sent, "None.")}
</div>`;
}

function log(id: string, title: string, lines: readonly LogLine[], empty: string): Html {
	const body =
		lines.length === 0
			? html`<p class="fine">${empty}</p>`
			: html`<ul class="log">${lines.map(lineOf)}</ul>`;
	return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;
}

function lineOf({ at, what, detail }: LogLine): Html {
	return html`<li>${at} <b>${what}</b> <bdi class="hint">${detail}</bdi></li>`;
}
