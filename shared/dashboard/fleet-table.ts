import type { FleetRow, FleetView } from "./fleet-view.ts";
import { type Html, html, nothing } from "./html.ts";

/** The fleet, dearest of today first: a table, and one card per endpoint on a phone. */
export function fleetTable(view: FleetView): Html {
	return html`<section class="fleet" aria-labelledby="fleet"><h2 id="fleet">Fleet <span>${view.summary}</span></h2>
${view.rows.length === 0 ? html`<p class="fine">No endpoint was seen yet.</p>` : tableOf(view)}
${view.more === 0 ? nothing : html`<p class="fine">And ${view.more} more with less spend today: <a href="/api/state">all of them as JSON</a>.</p>`}
</section>`;
}

/** Roles are written out, because a phone's cards are drawn with `display: flex`. */
function tableOf({ rows }: FleetView): Html {
	return html`<table role="table" aria-labelledby="fleet"><thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col">Endpoint</th><th role="columnheader" scope="col">State</th><th role="columnheader" scope="col">Criticality</th><th role="columnheader" scope="col">Replicas ready</th><th role="columnheader" scope="col">Hardware</th><th role="columnheader" scope="col" class="number">Rate</th><th role="columnheader" scope="col" class="number">Today</th><th role="columnheader" scope="col" class="number">Share</th><th role="columnheader" scope="col">Guard</th>
</tr></thead><tbody role="rowgroup">${rows.map(rowOf)}</tbody></table>`;
}

function rowOf(row: FleetRow): Html {
	return html`<tr role="row"><th role="rowheader" scope="row">${row.name}</th><td role="cell" class="state">${row.state}</td><td role="cell" class="criticality">${row.criticality}</td><td role="cell" class="replicas">${row.replicas}</td><td role="cell" class="hardware">${row.hardware} <small>${row.region}</small></td><td role="cell" class="number">${row.rate}</td><td role="cell" class="number today">${row.today}</td><td role="cell" class="number">${row.share}</td><td role="cell" class="held">${row.held}</td></tr>
`;
}
