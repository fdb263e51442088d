import { httpHandler } from "../shared/runtime/http/http-handler.ts";
import { pageRoutes } from "../shared/runtime/http/page-routes.ts";
import { securityHeaders } from "../shared/runtime/http/security-headers.ts";

/** The page, the document behind it, and whether the guard lives. Read only. */
export const handler = httpHandler({
	name: "dashboard",
	routes: pageRoutes,
	headers: securityHeaders,
});
