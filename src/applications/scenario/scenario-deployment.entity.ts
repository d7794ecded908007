import { defineEntity, p } from '@mikro-orm/core';
import { asciiColumn } from '../../common/columns.js';
import { Application } from '../application.entity.js';

const ScenarioDeploymentSchema = defineEntity({
  name: 'ScenarioDeployment',
  tableName: 'scenario_deployments',
  properties: {
    application: () => p.manyToOne(Application).ref().index(false).primary().deleteRule('cascade'),
    scenarioId: asciiColumn(20).nullable(),
    ruleId: asciiColumn(20).nullable(), // null until the rule is bound to the scenario
    sha256: asciiColumn(64).nullable(), // of the code that was generated
    platformSha256: asciiColumn(64).nullable(), // of the code as the platform gave it back
    uploadingSha256: asciiColumn(64).nullable(), // of code that is on its way, or was when something failed
    secretsSha256: asciiColumn(64).nullable(), // of the values that the platform's secrets were given
    deployedAt: p.datetime(3).nullable(), // null until the code is on the platform
  },
});

/** What an application's scenario is at Voximplant, as far as we brought it there: each step notes what it has reached. */
export class ScenarioDeployment extends ScenarioDeploymentSchema.class {}
ScenarioDeploymentSchema.setClass(ScenarioDeployment);
