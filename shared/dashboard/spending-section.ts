import { type Html, html, nothing } from "./html.ts";
import type { ShareList, SpendingView } from "./spending-view.ts";

/** Groups in the open, because each is a budget; where the money went is closed until it is asked for. */
export function spendingSection(view: SpendingView): Html {
	return html`${view.groups.length === 0 ? nothing : groups(view)}${view.shares.length === 0 ? nothing : shares(view)}`;
}

function groups({ groups: rows }: SpendingView): Html {
	const body = rows.map(
		({ name, zone, spent, share, rate, end, members }) =>
			html`<tr role="row"><th role="rowheader" scope="row">${name} <small>${zone}</small></th><td role="cell" class="number">${spent}</td><td role="cell" class="number">${share}</td><td role="cell" class="number">${rate}</td><td role="cell" class="number">${end}</td><td role="cell" class="held">${members}</td></tr>`,
	);
	return html`<section class="fleet" aria-labelledby="groups"><h2 id="groups">Groups <span>each in its own day, acting on its own endpoints</span></h2>
<table role="table" aria-labelledby="groups"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Group</th><th role="columnheader" scope="col" class="number">Today</th><th role="columnheader" scope="col" class="number">Share</th><th role="columnheader" scope="col" class="number">Rate</th><th role="columnheader" scope="col" class="number">Day's end: least · likely · most</th><th role="columnheader" scope="col">Endpoints</th></tr></thead><tbody role="rowgroup">${body}</tbody></table></section>`;
}

function shares({ shares: lists, burn }: SpendingView): Html {
	const columns = lists.map(column);
	return html`<section aria-labelledby="where"><h2 id="where">Where today's money went</h2><details id="where-more"><summary>Largest endpoints, regions, models and tags</summary>
${burn === null ? nothing : html`<p class="fine">Burn rate, × even spending: ${burn}</p>`}<div class="columns">${columns}</div></details></section>`;
}

function column({ heading, rows }: ShareList): Html {
	const body = rows.map(
		({ key, text }) =>
			html`<tr><th scope="row"><bdi>${key}</bdi></th><td class="number">${text}</td></tr>`,
	);
	return html`<table><caption>${heading}</caption><tbody>${body}</tbody></table>`;
}
