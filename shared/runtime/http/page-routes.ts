import { readAudit, verifyAudit } from "../../app/audit/audit-log.ts";
import { buildReadModel } from "../../app/build-read-model.ts";
import { guardStore } from "../../app/store/guard-store.ts";
import { page } from "../../dashboard/page.ts";
import { viewOf } from "../../dashboard/view.ts";
import { hourMs, secondMs } from "../../domain/instant.ts";
import { composePage, type PageDeps } from "../compose/compose-page.ts";
import type { HttpRequest } from "../events/http-request.ts";
import { version } from "../version.ts";
import { type Answer, jsonAnswer } from "./answer.ts";
import type { Routes } from "./http-handler.ts";
import { entrance, refusal } from "./read-key.ts";

/** The page and its document, for who has the key; whether the guard lives, for everybody. */
export const pageRoutes: Routes = {
	"GET /": guarded(showPage),
	"GET /api/state": guarded(showState),
	"GET /api/audit": guarded(showAudit),
	"GET /api/audit/verify": guarded(showAuditVerdict),
	"GET /healthz": showHealth,
};

function guarded(show: (deps: PageDeps) => Promise<Answer>) {
	return async (request: HttpRequest): Promise<Answer> => {
		const deps = composePage();
		const key = await deps.readKey();
		return entrance(request, key) ?? refusal(request, key) ?? show(deps);
	};
}

/** Read only: an order is given through the signed webhook, so the page has no form. */
async function showPage(deps: PageDeps): Promise<Answer> {
	const view = viewOf(await buildReadModel(deps));
	const readOnly = { ...view, actions: { hold: null, putBack: null } };
	const text = page(readOnly, { csrfToken: "", version });
	return { status: 200, text, type: "text/html; charset=utf-8" };
}

async function showState(deps: PageDeps): Promise<Answer> {
	return jsonAnswer(200, { schemaVersion: 1, ...(await buildReadModel(deps)) });
}

/** The last 7 days; the table holds the rest. */
async function showAudit({ table, namespace, clock }: PageDeps): Promise<Answer> {
	const since = clock.now() - auditDays * dayMs;
	return jsonAnswer(200, { schemaVersion: 1, entries: await readAudit(table, namespace, since) });
}

const auditDays = 7;
const dayMs = 24 * hourMs;

async function showAuditVerdict({ table, namespace }: PageDeps): Promise<Answer> {
	return jsonAnswer(200, { schemaVersion: 1, ...(await verifyAudit(table, namespace)) });
}

/** One read unit, because it is open to everybody: healthy while the last pass is not stale. */
async function showHealth(): Promise<Answer> {
	const { table, namespace, clock, policy } = composePage();
	const pulse = await guardStore(table, namespace).readPulse();
	const now = clock.now();
	const lastPassAt = pulse.value?.lastPassAt ?? null;
	const ageMs = lastPassAt === null ? null : Math.max(0, now - lastPassAt);
	const ok = ageMs !== null && ageMs <= policy.limits.staleAfterMs;
	const ageSeconds = ageMs === null ? null : Math.floor(ageMs / secondMs);
	return jsonAnswer(ok ? 200 : 503, { ok, lastPassAt, ageSeconds, version, now });
}
