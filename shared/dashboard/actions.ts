import { type ActionsView, reasonLengthMax, reasonLengthMin } from "./actions-view.ts";
import { type Html, html, nothing } from "./html.ts";

/** The orders a person can give here. The harmless one is first; the costly one asks once more. */
export function actions({ hold, putBack }: ActionsView, csrfToken: string): Html {
	if (hold === null) return nothing;
	return html`<div class="actions">
<form method="post" action="/overrides/form" id="hold-form">
${hidden("hold", csrfToken)}${reasonField("hold-reason", "Reason for a hold")}
<button>${hold.button}</button><p class="hint">${hold.note}</p></form>
${putBack === null ? nothing : putBackForm(putBack, csrfToken)}</div>`;
}

function putBackForm(putBack: NonNullable<ActionsView["putBack"]>, csrfToken: string): Html {
	return html`<details class="action" id="put-back"><summary>${putBack.title} …</summary>
<form method="post" action="/overrides/form">
<p>${putBack.effect}</p>
${hidden("restore-now", csrfToken)}${reasonField("put-back-reason", "Reason to put back")}
<button>Put everything back now</button></form></details>`;
}

function hidden(kind: string, csrfToken: string): Html {
	return html`<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="token" value="${csrfToken}">`;
}

function reasonField(id: string, label: string): Html {
	return html`<label for="${id}">${label}</label><input id="${id}" name="reason" required minlength="${reasonLengthMin}" maxlength="${reasonLengthMax}" autocomplete="off" placeholder="at least ${reasonLengthMin} characters">`;
}
