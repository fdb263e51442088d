import type { Route } from "./route.ts";

export type RouteMatch =
	| { found: "route"; route: Route; params: Record<string, string> }
	| { found: "otherMethod"; allowed: readonly string[] }
	| { found: "nothing" };

export type CompiledRoute = { route: Route; expression: RegExp; literalSegments: number };

/**
 * Finds the route of a path. Fixed words win over placeholders, so `/v2/provider/quotas/{namespace}`
 * is not taken for anything else; `{rest*}` at the end of a pattern stands for any number of segments.
 */
export function matchRoute(
	routes: readonly CompiledRoute[],
	method: string,
	path: string,
): RouteMatch {
	const onPath = routes.filter(({ expression }) => expression.test(path));
	const compiled = onPath.find(({ route }) => route.method === method);
	if (compiled) {
		return { found: "route", route: compiled.route, params: paramsOf(compiled, path) };
	}
	if (onPath.length === 0) return { found: "nothing" };
	return { found: "otherMethod", allowed: onPath.map(({ route }) => route.method) };
}

/** Prepares patterns for `matchRoute`, the most literal ones first. */
export function compileRoutes(routes: readonly Route[]): readonly CompiledRoute[] {
	return routes
		.map((route) => {
			const segments = route.pattern.split("/").slice(1);
			return {
				route,
				expression: new RegExp(`^${segments.map(segmentExpression).join("")}$`),
				literalSegments: segments.filter((segment) => !segment.startsWith("{")).length,
			};
		})
		.sort((one, other) => other.literalSegments - one.literalSegments);
}

function segmentExpression(segment: string): string {
	const name = /^\{(\w+)(\*?)\}$/.exec(segment);
	if (!name) return `/${segment.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`;
	return name[2] ? `(?:/(?<${name[1]}>.*))?` : `/(?<${name[1]}>[^/]+)`;
}

function paramsOf({ expression }: CompiledRoute, path: string): Record<string, string> {
	const groups = expression.exec(path)?.groups ?? {};
	return Object.fromEntries(
		Object.entries(groups).map(([name, value]) => [name, decodeSegment(value ?? "")]),
	);
}

function decodeSegment(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
