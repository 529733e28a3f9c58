"""A headless Chromium, driven through chromedriver's HTTP interface (W3C WebDriver, and DevTools).

No library is needed for that: each command is one JSON document sent to one address. Only what the
test of the page uses is here.
"""

import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request

# WebDriver's name for an element's identifier.
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Failed(Exception):
    """The browser refused a command, or could not be started."""


def missing():
    """What is not installed here, or None."""
    for program in ("chromedriver", "chromium"):
        if shutil.which(program) is None:
            return program
    return None


class Browser:
    """One browser window. Everything that the page logged or requested is kept."""

    def __init__(self, javascript=True):
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        self.root = f"http://127.0.0.1:{self._port()}/session"
        options = {
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--window-size=1280,900", "--no-first-run", "--disable-extensions",
                     "--disable-background-networking", "--hide-scrollbars"],
            "binary": shutil.which("chromium"),
        }
        if not javascript:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        session = self._send("POST", "", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "timeouts": {"script": 120_000, "pageLoad": 120_000}}}})
        self.root += "/" + session["sessionId"]

    def _port(self):
        for line in self.driver.stdout:
            match = re.search(r"started successfully on port (\d+)", line)
            if match:
                return int(match[1])
        raise Failed("chromedriver did not start")

    def _send(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.root + path, data=data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=180) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            raise Failed(json.load(error)["value"]["message"]) from error

    def close(self):
        try:
            self._send("DELETE", "")
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.driver.stdout.close()

    def open(self, url):
        self._send("POST", "/url", {"url": url})

    def url(self):
        return self._send("GET", "/url")

    def reload(self):
        self._send("POST", "/refresh", {})

    def back(self):
        self._send("POST", "/back", {})

    def run(self, script, *arguments):
        """The value of the body of a function; also where the page's own scripts are off."""
        return self._send("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def wait(self, condition, *arguments):
        """Until an expression is true: asked again at each frame that the browser draws."""
        script = ("const done = arguments[arguments.length - 1];"
                  f"const ask = () => ({condition}) ? done(true) : requestAnimationFrame(ask);"
                  "ask();")
        self._send("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self._send("POST", "/element",
                          {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self._send("POST", f"/element/{self.find(selector)}/click", {})

    def type(self, selector, text):
        self._send("POST", f"/element/{self.find(selector)}/value", {"text": text})

    def press(self, key):
        """Into whatever has the focus."""
        keys = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        self._send("POST", "/actions", {"actions": [{"type": "key", "id": "k", "actions": keys}]})

    def devtools(self, command, **parameters):
        return self._send("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def size(self, width, height):
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height,
                      deviceScaleFactor=1, mobile=width < 600)

    def colors(self, scheme, media=""):
        """"light" or "dark"; `media` may be "print"."""
        self.devtools("Emulation.setEmulatedMedia", media=media,
                      features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self, whole=False):
        """PNG, in Base64."""
        return self.devtools("Page.captureScreenshot", format="png",
                             captureBeyondViewport=whole)["data"]

    def messages(self):
        """What the console said since the last time."""
        return [entry["message"] for entry in self._send("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """The addresses that were asked for since the last time."""
        addresses = []
        for entry in self._send("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                addresses.append(message["params"]["request"]["url"])
        return addresses
