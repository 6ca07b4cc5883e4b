// node live.mjs URL BROWSER: open the page that `qpr-rules preview` serves, say so on a line, and wait until it holds other
// words, which are read from the standard input. Writes where the page was scrolled to before and after.
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

const [, , url, executablePath] = process.argv;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
const failed = [];
page.on("console", (message) => message.type() === "error" && failed.push(message.text()));
await page.goto(url);
await page.evaluate(() => window.scrollTo(0, 700));
const before = await page.evaluate(() => window.scrollY);
console.log("ready");
const lines = createInterface({ input: process.stdin });
const words = (await lines[Symbol.asyncIterator]().next()).value;
await page.waitForFunction((wanted) => document.body.textContent.includes(wanted), words, { timeout: 30000 });
await page.waitForTimeout(300);
const after = await page.evaluate(() => window.scrollY);
console.log(JSON.stringify({ before, after, failed }));
await browser.close();
process.exit(0);
