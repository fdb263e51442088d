import { createEventBus } from "../../../shared/adapters/aws/event-bus.ts";
import { createSnsReceiver } from "../../../shared/adapters/aws/sns-receiver.ts";
import { createSsmSecrets } from "../../../shared/adapters/aws/ssm-secrets.ts";
import { exampleNotice } from "../../contract/receiver-notices.ts";
import { createTableClock } from "../../contract/table-clock.ts";

/** A process of its own that hands the adapters no client settings: the environment has them. */
const [topicArn = ""] = process.argv.slice(2);
const sent = await createSnsReceiver({ topicArn }).send(exampleNotice());
const secret = await createSsmSecrets({ clock: createTableClock() }).read("/token");
const event = { type: "spend.metered", version: 1, namespace: "acme", at: 0 } as const;
await createEventBus({ busName: "bus" }).publish(event);
process.stdout.write(JSON.stringify({ sent, secretLength: secret.length }));
