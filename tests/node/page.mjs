// Opens a page in headless Chromium as its readers do, and prints what was found as JSON: what axe-core objects to in
// light and dark, on a desktop and a telephone; and, if a third word is given, what the filter, the sorting, the keyboard
// and a browser without script do on a page of many KPIs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [file, executablePath, used] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const errors = [];

const open = async (options) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("request", (request) => request.url().startsWith("file:") || errors.push(`fetches ${request.url()}`));
  await page.goto(file);
  return page;
};
const shown = (page, selector) =>
  page.$$eval(selector, (all) => all.filter((each) => each.getClientRects().length).length);

const violations = [];
let checked = 0;
// 320 pixels are the narrowest at which WCAG asks a page to be read without scrolling sideways.
for (const [colorScheme, width] of [["light", 1280], ["dark", 320]]) {
  const page = await open({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
  await page.evaluate(() => document.querySelectorAll("details").forEach((each) => (each.open = true)));
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  checked += found.passes.length;
  for (const each of found.violations) {
    violations.push(`${colorScheme} ${width}: ${each.id}, ${each.help}: ${each.nodes[0].html.slice(0, 200)}`);
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) violations.push(`${colorScheme} ${width}: the page is ${overflow} pixels wider than the window`);
}

const use = async () => {
  const plain = await open({ javaScriptEnabled: false });
  const withoutScript = {
    articles: await shown(plain, "article"),
    form: await plain.locator("#filter").isVisible(),
    buttons: await plain.locator("th button").count(),
  };

  const page = await open({});
  const all = await shown(page, "article");
  await page.selectOption("#filter-rating", "red");
  const filtered = {
    articles: await shown(page, "article"),
    rows: await shown(page, ".chapter table.sortable tbody tr"),
    red: await shown(page, "article .verdict .tag.red"),
    says: await page.textContent("#filter-found"),
  };
  const hidden = await page.$eval("article[hidden]", (each) => each.querySelector("h3").id);
  await page.evaluate((id) => (location.hash = id), hidden);
  await page.waitForTimeout(200);
  const followed = await shown(page, "article");

  const table = page.locator(".chapter table.sortable").first();
  const head = table.locator("th button", { hasText: "Figure" }).first();
  const figures = () => table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => parseFloat(row.cells[2].textContent)));
  await head.click();
  const ascending = await figures();
  await head.click();
  const sorted = { ascending, descending: await figures(), says: await table.locator("th[aria-sort]").getAttribute("aria-sort") };

  const keyboard = await open({});
  await keyboard.keyboard.press("Tab");
  const first = await keyboard.evaluate(() => document.activeElement.textContent);
  const visible = await keyboard.locator(":focus").isVisible();
  await keyboard.keyboard.press("Enter");
  const reached = await keyboard.evaluate(() => document.activeElement.id);

  const sideways = [];
  for (const width of [900, 1024, 1080, 1089, 1280]) {
    const laptop = await open({ viewport: { width, height: 900 } });
    sideways.push(...(await laptop.$$eval(".scroll", (all, width) => all
      .filter((each) => each.scrollWidth > each.clientWidth)
      .map((each) => `${width}: ${each.textContent.trim().slice(0, 60)}`), width)));
  }

  return { sideways, withoutScript, all, filtered, followed, sorted, first, visible, reached };
};

const found = used ? await use() : {};
console.log(JSON.stringify({ violations, checked, errors, ...found }));
await browser.close();
