"""Takes the pictures in docs/ of the pages in site/: `make pictures`."""

from io import BytesIO

from conftest import ROD
from PIL import Image
from playwright.sync_api import sync_playwright
from test_sider import FLAG, find_chromium

BILLEDER = {
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
    "erd": "lineage/erd.html",
}
TELEFON = {"forside", "kommune", "udsendelser"}
FARVER = 256  # which makes a picture of text a third as large


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAG)
        for navn, sti in BILLEDER.items():
            for endelse, bredde, hoejde in [
                ("", 1200, 800 if "lineage" in sti else 1100),
                *[("-telefon", 390, 844)] * (navn in TELEFON),
            ]:
                side = browser.new_page(viewport={"width": bredde, "height": hoejde})
                side.goto(f"{ROD.as_uri()}/site/{sti}")
                side.wait_for_timeout(4000 if "lineage" in sti else 200)
                billede = Image.open(BytesIO(side.screenshot())).convert("RGB")
                billede.quantize(FARVER).save(ROD / "docs" / f"{navn}{endelse}.png", optimize=True)
                side.close()
        browser.close()


if __name__ == "__main__":
    main()
