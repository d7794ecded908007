import { jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { TestApi } from '../test-api.js';
import { launchBrowser, Visitor } from './visitor.js';

jest.setTimeout(180_000);

describe('the playground', () => {
  let api: TestApi;
  let browser: Browser;

  beforeAll(async () => {
    api = await TestApi.start();
    browser = await launchBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await api.stop();
  });

  it('shows the schema and the editor, without a word of the content policy', async () => {
    const visitor = await Visitor.arrive(browser, api.url);
    const { page } = visitor;
    await visitor.open('/graphql');

    await page.locator('.graphiql-query-editor .view-line').first().waitFor();
    await page.getByRole('button', { name: /Documentation Explorer/ }).click();
    await page.getByRole('link', { name: 'Subscription', exact: true }).waitFor(); // what introspection told

    expect(visitor.complaints).toEqual([]);
    await visitor.leave();
  });
});
