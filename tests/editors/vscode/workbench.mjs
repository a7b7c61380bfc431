// A VS Code workbench in a browser, as its user has it: what can be typed, clicked and seen.
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

/** How long anything may take: machines are busy. */
export const PATIENCE = 45_000;

/** Tries until a check passes; the last failure is what is reported. */
export async function eventually(check, { patience = PATIENCE, every = 100 } = {}) {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await pause(every);
  }
}

/** Text as it is written: the editor shows blanks as non-breaking ones. */
export const plain = (text) => text.replaceAll("\u00a0", " ").replaceAll("\u200b", "");

export class Workbench {
  constructor(page, folder) {
    this.page = page;
    this.folder = folder;
  }

  /** Waits until the workbench is there, and answers whether its authors are trusted. */
  async begin({ trust }) {
    const { page } = this;
    await page.locator(".monaco-workbench .part.editor").waitFor({ timeout: PATIENCE });
    const dialog = page.locator(".monaco-dialog-box");
    const answer = trust ? /Yes, I trust/ : /No, I don't trust/;
    await dialog.getByRole("button", { name: answer }).click({ timeout: PATIENCE });
    await dialog.waitFor({ state: "detached" });
  }

  /** Runs a command by its full title, from the palette. */
  async command(title) {
    const { page } = this;
    const row = page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${title}"]`);
    // A command that is registered late is missing from a palette that is open already.
    await eventually(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("F1");
      const input = page.locator(".quick-input-widget:visible input.input");
      await input.waitFor({ timeout: 5000 });
      await input.fill(`>${title}`, { timeout: 5000 });
      await row.waitFor({ timeout: 3000 });
    });
    await page.keyboard.press("Enter");
  }

  /** Opens a file of the folder by its path, with the keyboard. */
  async open(path) {
    const { page } = this;
    const folders = path.split("/");
    const name = folders.pop();
    const label = folders.length > 0 ? `${name} ${folders.join("/")},` : `${name},`;
    await eventually(async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+p");
      const input = page.locator(".quick-input-widget:visible input.input");
      await input.waitFor({ timeout: 5000 });
      await input.fill(`${this.folder}/${path}`, { timeout: 5000 });
      // Until the list is what was asked for, it is of the files that were open last.
      await page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${label}"]`).waitFor({ timeout: 5000 });
      await page.keyboard.press("Enter");
      await page.locator(`.tab.active[data-resource-name="${name}"]`).first().waitFor({ timeout: 5000 });
    });
    await this.editor(path).locator(".view-line").first().waitFor({ timeout: PATIENCE });
  }

  /** Presses keys one after the other. */
  async chord(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Waits until the active document is taken for one of Forgather's. */
  async isForgather() {
    await eventually(async () => assert.equal(await this.language(), "Forgather"));
  }

  /** Takes the first quick fix at the cursor. */
  async quickFix() {
    const { page } = this;
    const rows = page.locator(".action-widget .monaco-list-row.action");
    await eventually(async () => {
      await page.keyboard.press("Control+.");
      await rows.first().waitFor({ timeout: 3000 });
    });
    await page.keyboard.press("Enter");
  }

  /** The text of the line of an editor that the cursor in the other one is about. */
  async litLine(editor) {
    const lit = await editor.evaluate((editor) => {
      const edges = [...editor.querySelectorAll(".view-overlays > div > div, .margin-view-overlays > div > div")].filter((element) => {
        const { borderTopWidth, borderTopStyle } = getComputedStyle(element);
        return element.className.includes("ced-") && borderTopStyle === "solid" && borderTopWidth === "1px";
      });
      const [edge] = edges;
      if (edge === undefined) return undefined;
      const { top } = edge.getBoundingClientRect();
      const line = [...editor.querySelectorAll(".view-line")].find((line) => Math.abs(line.getBoundingClientRect().top - top) < 6);
      return line?.textContent;
    });
    assert.ok(lit !== undefined, "no line is lit");
    return plain(lit);
  }

  /** The background of a line's decoration. */
  async shadeAt(editor, text) {
    const line = await this.line(editor, text).boundingBox();
    const shade = await editor.evaluate((editor, top) => {
      for (const element of editor.querySelectorAll(".view-overlays .cdr")) {
        const { backgroundColor } = getComputedStyle(element);
        const at = element.getBoundingClientRect().top;
        if (Math.abs(at - top) < 4 && element.className.includes("ced-") && backgroundColor !== "rgba(0, 0, 0, 0)") return backgroundColor;
      }
      return undefined;
    }, line.y);
    assert.ok(shade !== undefined, `the line \`${text}\` has no shade`);
    return shade;
  }

  /** The editor of a file of the folder. */
  editor(path) {
    return this.page.locator(`.monaco-editor[data-uri$="${path}"]`).first();
  }

  /** The preview of a configuration; of whichever is shown where none is named. */
  preview(name = "") {
    return this.page.locator(`.monaco-editor[data-uri*="${name}%20%28expanded%29"]`).first();
  }

  /** The text of an editor's lines that are on screen. */
  async text(editor) {
    const lines = await editor.locator(".view-line").evaluateAll((lines) =>
      lines
        .map((line) => ({ top: parseFloat(line.style.top), text: line.textContent }))
        .sort((a, b) => a.top - b.top)
        .map(({ text }) => text),
    );
    return plain(lines.join("\n"));
  }

  /** A line on screen that has a text. */
  line(editor, text) {
    return editor.locator(".view-line").filter({ hasText: new RegExp(escape(text).replaceAll(" ", "[ \u00a0]")) }).first();
  }

  /** Moves the cursor of the focused editor, counted from 1. */
  async goTo(line, column = 1) {
    const { page } = this;
    await page.keyboard.press("Control+g");
    const input = page.locator(".quick-input-widget:visible input.input");
    await input.waitFor({ timeout: PATIENCE });
    await input.fill(`:${line}:${column}`);
    await page.keyboard.press("Enter");
    await this.cursorAt(line, column);
  }

  /** Waits until the cursor is somewhere. */
  async cursorAt(line, column) {
    const where = this.page.locator("#status\\.editor\\.selection");
    await eventually(async () => {
      const text = await where.textContent({ timeout: 2000 });
      const [, atLine, atColumn] = /Ln (\d+), Col (\d+)/.exec(text) ?? [];
      assert.equal(Number(atLine), line, `the cursor is at ${text}`);
      if (column !== undefined) assert.equal(Number(atColumn), column, `the cursor is at ${text}`);
    });
  }

  /** Where the cursor is. */
  async cursor() {
    const text = await this.page.locator("#status\\.editor\\.selection").textContent();
    const [, line, column] = /Ln (\d+), Col (\d+)/.exec(text) ?? [];
    return { line: Number(line), column: Number(column) };
  }

  /** Waits until a tab is the active one of its group. */
  async activeTab(name) {
    await this.page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor({ timeout: PATIENCE });
  }

  /** The language of the active editor, as the status bar has it. */
  async language() {
    return this.page.locator("#status\\.editor\\.mode").textContent();
  }

  /** The problems that the panel lists, as text. */
  async problems() {
    const rows = this.page.locator(".markers-panel .monaco-list-row");
    return (await rows.allTextContents()).map(plain);
  }

  /** The text of the hover that is shown. */
  async hover() {
    const hover = this.page.locator(".monaco-hover:not(.hidden):visible").first();
    await hover.waitFor({ timeout: PATIENCE });
    return plain(await hover.innerText());
  }

  /** What notifications say. */
  async notifications() {
    return (await this.page.locator(".notifications-toasts .notification-list-item-message").allTextContents()).map(plain);
  }

  /** The rows of the picker that is open. */
  picks() {
    return this.page.locator(".quick-input-widget:visible .quick-input-list .monaco-list-row");
  }

  /** The content of a webview with this title. */
  webview(title) {
    return this.page.frameLocator("iframe.webview.ready").frameLocator(`iframe#active-frame[title="${title}"]`);
  }

  /** Closes all editors and the panel, and forgets what was not saved. */
  async closeAllEditors() {
    const { page } = this;
    await page.keyboard.press("Escape");
    await eventually(async () => {
      const tabs = await page.locator(".part.editor .tab").count();
      if (tabs > 0) await this.command("View: Revert and Close Editor");
      assert.equal(await page.locator(".part.editor .tab").count(), 0, `${tabs} editors are open`);
    });
    await this.command("Notifications: Clear All Notifications");
    if ((await page.locator(".part.panel:visible").count()) > 0) await this.command("View: Hide Panel");
  }

  /** Takes a picture, with nothing in it that comes and goes. */
  async picture(path) {
    await this.page.mouse.move(700, 855);
    for (const passing of [".monaco-hover:visible", ".notification-list-item:has-text('Materializing')"]) {
      await this.page.locator(passing).waitFor({ state: "hidden", timeout: 3000 }).catch(() => undefined);
    }
    await this.page.screenshot({ path, animations: "disabled", caret: "initial" });
  }
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
