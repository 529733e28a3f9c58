#!/usr/bin/env python3
"""report.html in a real browser: filters, addresses, pages of cases, and what it must never do.

Usage: browser_test.py STOMPCHECK [unittest arguments]

Exit status 77 where no Chromium is installed (ci/setup test installs it): the test is then
skipped, and seen to be. With STOMPCHECK_SCREENSHOTS=DIR in the environment pictures of the page are
left there, for people to look at.
"""

import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import webdriver

STOMPCHECK = ""
SIZE_MAX = 2_000_000
READY = "document.documentElement.dataset.ready === 'yes'"
HOSTILE = "</script><script>window.owned = 1</script><img src=x onerror='window.owned = 1'>"


def stompcheck(*arguments, codes=(0, 1)):
    result = subprocess.run([STOMPCHECK, *arguments], capture_output=True, text=True, check=False)
    if result.returncode not in codes:
        raise AssertionError(f"{arguments}: {result.returncode}: {result.stdout}{result.stderr}")
    return result


class Pages:
    """Made once: the page of one broken target, and that of two side by side."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        wrong = ("reference-open", "--simulate", "--deviate", "ack-individual-is-cumulative")
        stompcheck("run", *wrong, "--report", str(self.folder / "one"))
        stompcheck("run", "reference-rocketmq", "--simulate", "--report", str(self.folder / "two"))
        self.one = self.folder / "one" / "report.html"
        stompcheck("report", str(self.folder / "one"), str(self.folder / "two"), "-o",
                   str(self.folder / "both"), codes=(0,))
        self.both = self.folder / "both" / "report.html"
        self.hostile = self._hostile()

    def _hostile(self):
        report = json.loads((self.folder / "one" / "report.json").read_text())
        for case in report["cases"]:
            case["message"] = case["why"] = case["title"] = HOSTILE
            for check in case["checks"]:
                check["got"] = HOSTILE
            for entry in case["transcript"]:
                entry["octets"] = entry["connection"] = HOSTILE
        report["target"]["target"] = HOSTILE
        file = self.folder / "hostile.json"
        file.write_text(json.dumps(report))
        stompcheck("report", str(file), "-o", str(self.folder / "hostile"), codes=(0,))
        return self.folder / "hostile" / "report.html"


class BrowserTest(unittest.TestCase):
    javascript = True

    @classmethod
    def setUpClass(cls):
        cls.browser = webdriver.Browser(cls.javascript)
        cls.addClassCleanup(cls.browser.close)

    def open(self, page, fragment=""):
        self.browser.open("about:blank")
        self.browser.open(page.as_uri() + fragment)
        if self.javascript:
            self.browser.wait(READY)

    def tearDown(self):
        """Whatever a test did: the page complains of nothing, and asks nobody for anything."""
        self.assertEqual(self.browser.messages(), [])
        for address in self.browser.requests():
            self.assertRegex(address, r"^(file|data|about|chrome|devtools):")

    def shown(self, selector):
        return self.browser.run(
            "return [...document.querySelectorAll(arguments[0])]"
            ".filter((each) => each.checkVisibility()).length", selector)

    def choose(self, name, value):
        self.browser.run(
            "const control = document.forms.filter.elements[arguments[0]];"
            "control.value = arguments[1];"
            "control.dispatchEvent(new Event('input', {bubbles: true}))", name, value)


class Filters(BrowserTest):
    def test_show_what_fails(self):
        self.open(PAGES.one)
        everything = self.shown("#matrix tr[data-show]")
        self.choose("show", "fail")
        failing = self.shown("#matrix tr[data-show]")
        self.assertTrue(0 < failing < everything, (failing, everything))
        self.assertEqual(self.shown("#matrix tr[data-show~=fail]"), failing)
        self.assertTrue(self.browser.url().endswith("?show=fail"), self.browser.url())
        # What an address says is what another reader sees.
        self.browser.reload()
        self.browser.wait(READY)
        self.assertEqual(self.shown("#matrix tr[data-show]"), failing)
        self.browser.click("#filter button[type=reset]")
        self.assertEqual(self.shown("#matrix tr[data-show]"), everything)
        self.assertNotIn("show", self.browser.url())

    def test_levels_and_words(self):
        self.open(PAGES.one, "#matrix?level=SHOULD")
        self.assertEqual(self.shown("#matrix tr[data-show]"),
                         self.shown("#matrix tr[data-level=SHOULD]"))
        self.choose("level", "all")
        self.browser.press("/")
        self.browser.type("#filter input", "heart-beat")
        some = self.shown("#matrix tr[data-show]")
        self.assertTrue(0 < some < 100, some)
        self.assertIn("text=heart-beat", self.browser.url())
        # Groups without a row have no heading either.
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('#matrix tbody')].filter((group) =>"
            "group.checkVisibility() && !group.querySelector('tr[data-show]:not([hidden])'))"
            ".length"), 0)

    def test_targets_that_differ(self):
        self.open(PAGES.both)
        self.choose("show", "only")
        alone = self.shown("#matrix tr[data-show]")
        self.choose("show", "differ")
        self.assertTrue(0 < alone <= self.shown("#matrix tr[data-show]"), alone)

    def test_numbers_of_the_verdict_lead_to_their_rows(self):
        self.open(PAGES.one)
        self.browser.click(".scores a[data-filter='level=MUST']")
        self.browser.wait("location.hash === '#matrix?level=MUST'")
        self.assertEqual(self.shown("#matrix tr[data-level=fact]"), 0)


class CasePages(BrowserTest):
    def test_a_case_that_passed_is_unpacked(self):
        self.open(PAGES.one, "#cases?text=receipt")
        link = "#cases tr[data-show]:not([hidden]) td.pass a"
        anchor = self.browser.run(
            "return document.querySelector(arguments[0]).getAttribute('href').slice(1)", link)
        self.browser.click(link)
        self.browser.wait("document.getElementById(arguments[0])", anchor)
        self.assertEqual(self.shown("#case-view .seq"), 1)
        self.assertGreater(self.shown("#case-view .seq .sent"), 0)
        self.assertGreater(self.shown("#case-view .steps li"), 0)
        self.assertIn("text=receipt", self.browser.url())
        self.browser.press("\ue00c")  # Escape
        self.browser.wait("document.getElementById('case-view').hidden")

    def test_every_cell_has_a_page(self):
        self.open(PAGES.one)
        anchors = self.browser.run(
            "return [...new Set([...document.querySelectorAll('.matrix td a')]"
            ".map((each) => each.getAttribute('href')))]")
        self.assertGreater(len(anchors), 300)
        for anchor in anchors[::97]:
            self.open(PAGES.one, anchor)
            self.browser.wait("document.getElementById(arguments[0])", anchor[1:])

    def test_a_failure_shows_what_was_judged(self):
        self.open(PAGES.one)
        anchor = self.browser.run(
            "return document.querySelector('.breach li a').getAttribute('href')")
        self.browser.click(".breach li a")
        self.browser.wait("document.activeElement.id === arguments[0].slice(1)", anchor)
        self.assertGreater(self.browser.run(
            "return document.activeElement.querySelectorAll('.seq .mark').length"), 0)
        self.assertGreater(self.browser.run(
            "return document.activeElement.querySelectorAll('.steps .broken').length"), 0)

    def test_a_link_leads_to_the_place_that_it_names(self):
        self.open(PAGES.one)
        anchors = self.browser.run(
            "return [...document.querySelectorAll('#pages article.case')]"
            ".map((each) => '#' + each.id)")
        for anchor in (anchors[-1], anchors[len(anchors) // 2], "#coverage"):
            self.open(PAGES.one, anchor)
            # The bar of filters stays above it.
            self.browser.wait(
                "Math.abs(document.getElementById(arguments[0]).getBoundingClientRect().top"
                " - 56) < 60", anchor[1:])

    def test_an_unknown_case_is_told(self):
        self.open(PAGES.one, "#case/no/such-case")
        self.browser.wait("document.getElementById('case-view').textContent.includes('no such')")


class WholePage(BrowserTest):
    def test_is_small(self):
        self.assertLess(PAGES.one.stat().st_size, SIZE_MAX)
        self.assertLess(PAGES.both.stat().st_size, SIZE_MAX + 1_000_000)

    def test_fits_narrow_and_wide_screens_in_both_schemes(self):
        pictures = os.environ.get("STOMPCHECK_SCREENSHOTS")
        papers = {}
        for scheme in ("light", "dark"):
            for width in (390, 1280):
                self.browser.colors(scheme)
                self.browser.size(width, 900)
                self.open(PAGES.both)
                self.assertLessEqual(
                    self.browser.run("return document.documentElement.scrollWidth"), width)
                papers[scheme] = self.browser.run(
                    "return getComputedStyle(document.body).backgroundColor")
                if not pictures:
                    continue
                for place in ("verdict", "broken", "matrix", "behaviour", "pages", "coverage"):
                    self.browser.run("document.getElementById(arguments[0]).scrollIntoView()",
                                     place)
                    name = f"{place}-{scheme}-{width}.png"
                    (pathlib.Path(pictures) / name).write_bytes(
                        base64.b64decode(self.browser.screenshot()))
        self.assertNotEqual(papers["light"], papers["dark"])

    def test_prints_what_people_read(self):
        """Black on white in either scheme, all of it open, nothing that can only be clicked."""
        self.open(PAGES.both)
        self.browser.colors("dark", media="print")
        self.addCleanup(self.browser.colors, "light")
        for selector in ("#filter", "nav", ".skip", ".command button"):
            self.assertEqual(self.shown(selector), 0, selector)
        for selector in (".verdict", ".breach", ".breach .command code", "#matrix tr[data-show]",
                         "#pages article.case .seq", "#about table"):
            self.assertGreater(self.shown(selector), 0, selector)
        self.assertEqual(self.browser.run(
            "const {color, backgroundColor} = getComputedStyle(document.body);"
            "return [color, backgroundColor]"), ["rgb(0, 0, 0)", "rgb(255, 255, 255)"])
        # Nothing scrolls on paper, and a command is all there.
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('.wide, pre, .command')].filter((each) =>"
            "each.checkVisibility() && each.scrollWidth > each.clientWidth + 1 &&"
            "getComputedStyle(each).overflowX !== 'visible').length"), 0)
        closed = "return document.querySelectorAll('main details:not([open])').length"
        before = self.browser.run(closed)
        self.browser.run("dispatchEvent(new Event('beforeprint'))")
        self.assertGreater(self.shown("#coverage li"), 0)
        self.assertEqual(self.browser.run(
            "return [...document.querySelectorAll('main details:not([open])')]"
            ".filter((each) => !each.closest('.matrix')).length"), 0)
        self.browser.run("dispatchEvent(new Event('afterprint'))")
        self.assertEqual(self.browser.run(closed), before)

    def test_paper_says_that_rows_were_filtered(self):
        self.open(PAGES.one, "#matrix?show=fail")
        self.browser.colors("light", media="print")
        self.addCleanup(self.browser.colors, "light")
        self.assertEqual(self.shown("#filter output"), 1)
        self.assertEqual(self.shown("#filter select, #filter button, #filter input"), 0)
        self.assertEqual(self.shown("#matrix tr[data-show]"),
                         self.shown("#matrix tr[data-show~=fail]"))

    def test_breaks_no_word_where_there_is_room_to_scroll(self):
        self.browser.size(390, 900)
        self.open(PAGES.both)
        self.assertEqual(self.browser.run("""
            const broken = [];
            for (const cell of document.querySelectorAll('#behaviour td a, .command button')) {
              const range = document.createRange();
              for (const node of cell.childNodes) {
                for (const word of node.textContent.matchAll(/[a-z]{2,12}/g)) {
                  range.setStart(node, word.index);
                  range.setEnd(node, word.index + word[0].length);
                  if (range.getClientRects().length > 1) broken.push(word[0]);
                }
              }
            }
            return broken"""), [])

    def test_has_names_for_those_who_do_not_see_it(self):
        self.open(PAGES.both)
        nameless = self.browser.run(
            "return [...document.querySelectorAll('a, button, select, input')].filter((each) =>"
            "!(each.textContent.trim() || each.labels?.[0]?.textContent.trim())).length")
        self.assertEqual(nameless, 0)
        self.assertEqual(self.browser.run(
            "const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);"
            "return ids.length - new Set(ids).size"), 0)

    def test_does_not_run_what_a_target_said(self):
        self.open(PAGES.hostile)
        anchor = self.browser.run("return document.querySelector('#cases td a').hash")
        self.open(PAGES.hostile, anchor)
        self.assertIsNone(self.browser.run("return window.owned ?? null"))
        self.assertEqual(self.browser.run(
            "return document.querySelectorAll('main img, main script, main iframe').length"), 0)


class WithoutJavaScript(BrowserTest):
    javascript = False

    def test_everything_but_passed_cases_is_there(self):
        self.open(PAGES.one)
        self.assertEqual(self.shown("#filter"), 0)
        for selector in (".verdict", ".breach", "#matrix tr[data-show]", "#cases tr[data-show]",
                         "#pages article.case .seq", "#coverage table", "#about table",
                         "#pages noscript"):
            self.assertGreater(self.shown(selector), 0, selector)
        anchor = self.browser.run(
            "return document.querySelector('.breach li a').getAttribute('href')")
        self.browser.click(".breach li a")
        self.assertTrue(self.browser.url().endswith(anchor), self.browser.url())


if __name__ == "__main__":
    if webdriver.missing():
        print(f"SKIPPED: {webdriver.missing()} is not installed (ci/setup test installs it)")
        sys.exit(77)
    STOMPCHECK = sys.argv.pop(1)
    with tempfile.TemporaryDirectory() as made:
        PAGES = Pages(made)
        unittest.main(verbosity=2)
