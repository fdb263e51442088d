import type { Mode } from "../domain/policy.ts";

export type DefaultPolicy = {
	readonly namespace: string;
	readonly zone: string;
	readonly dailyBudgetUsd: number;
	readonly mode: Mode;
	/** Names to show in the example rule; with none, an invented name stands there. */
	readonly endpoints: readonly string[];
};

/**
 * A `guardrail.yml` to begin with: everything that must be said, and the rest as comments. The
 * budget is rounded up to whole cents, so that even the estimate of an idle fleet is one that loads.
 */
export function defaultPolicyText(options: DefaultPolicy): string {
	const { namespace, zone, mode, endpoints } = options;
	const dailyBudgetUsd = Math.max(1, Math.ceil(options.dailyBudgetUsd * 100)) / 100;
	const schemaAddress = "./node_modules/hf-budget-guardrail/shared/config/guardrail.schema.json";
	const example = endpoints.find((name) => /^[a-z0-9-]+$/.test(name)) ?? "llama-8b-prod";
	return `# yaml-language-server: $schema=${schemaAddress}
version: 1
namespace: ${JSON.stringify(namespace)}

# The budget day begins at midnight in this zone.
zone: ${zone}
dailyBudgetUsd: ${dailyBudgetUsd}

# observe: tell. shadow: plan and tell, write nothing. enforce: act.
mode: ${mode}

# Spend / daily budget, strictly above: 1.2 is 120 %.
tiers:
  trim: 1.2 # scale down non-critical endpoints
  divert: 1.5 # overflow to a cheaper provider
  shutdown: 2.0 # pause expensive endpoints
  ceiling: 3.0 # pause all but protected ones, above every override

# What shutdown does to critical endpoints: floor (one replica stays), ask or pause.
criticalAtShutdown: floor
# At shutdown an endpoint is expensive from this rate on, in dollars per hour.
expensivePerHourUsd: 0.5

# Of every endpoint that no rule speaks of, new ones included.
defaults:
  criticality: standard

# Later rules win. A rule matches a tag, or a name (* stands for any characters).
endpoints:
  - tag: critical
    criticality: critical
  - tag: expendable
    criticality: expendable
  - tag: protected
    protected: true
  # - name: ${example}
  #   criticality: critical
  #   floor: 2 # replicas that stay when it is trimmed
  #   expectedMaxReplicas: 4 # more than these are a runaway

# Budgets for some of the endpoints each, in their own day; the strictest budget wins.
# groups:
#   - name: research
#     zone: Asia/Kolkata
#     dailyBudgetUsd: 50
#     endpoints:
#       - tag: research
#       - name: exp-*

# notify:
#   slackWebhook: env:SLACK_WEBHOOK_URL # the name of the variable, never the address
`;
}
