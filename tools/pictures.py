"""Takes the pictures in docs/ of the pages that `make site` has written: `python -m tools.pictures`."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import sync_playwright

from landstal import ROOT
from tools import chromium

PICTURES = {
    "forside": "index.html",
    "kommune": "kommuner/820/index.html",
    "udsendelser": "udsendelser/index.html",
    "lineage": "lineage/index.html#!/overview?g_v=1&g_i=1%2Bkommunekvoter%2B1",
}
COLOURS = 256  # which makes a picture of text a third as large


def main() -> None:
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for name, path in PICTURES.items():
            is_graph = "lineage" in path
            page = browser.new_page(viewport={"width": 1200, "height": 800 if is_graph else 1100})
            page.goto(f"{ROOT.as_uri()}/site/{path}")
            page.wait_for_timeout(4000 if is_graph else 200)  # the graph is drawn by a script
            picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
            picture.quantize(COLOURS).save(ROOT / "docs" / f"{name}.png", optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
