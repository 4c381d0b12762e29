"""Takes the pictures in docs/ of the pages that `make site` has written: `python -m tools.pictures`."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import sync_playwright

from landstal import ROOT
from tools import chromium

PICTURES = {
    "forside": "index.html",
    "kommune": "kommuner/820/index.html",
    "regioner": "regioner/index.html",
    "udsendelser": "udsendelser/index.html",
    "afstemning": "afstemning/index.html",
    "metode": "metode/index.html",
    "data": "data/index.html",
    "lineage": "lineage/index.html#!/overview?g_v=1&g_i=1%2Bkommunekvoter%2B1",
    "kolonner": "lineage/kolonner.html?model=model.landstal.kommunekvoter&column=kommunekvote_beregnet"
    "&focus=true&parents=all&children=all&hideSidebars=true",
}
PHONE = {"forside", "kommune", "udsendelser"}
COLOURS = 256  # which makes a picture of text a third as large


def main() -> None:
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        for name, path in PICTURES.items():
            for ending, width, height in [
                ("", 1200, 800 if "lineage" in path else 1100),
                *[("-telefon", 390, 844)] * (name in PHONE),
            ]:
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(f"{ROOT.as_uri()}/site/{path}")
                page.wait_for_timeout(4000 if "lineage" in path else 200)
                picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
                picture.quantize(COLOURS).save(ROOT / "docs" / f"{name}{ending}.png", optimize=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
