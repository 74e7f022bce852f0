# Two words are enough: `make serve` to read and write, `make test` before you push.
bin  := .venv/bin
site := site
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := 1

serve: .venv/ready        ## build, serve on localhost, reload on every change
	$(bin)/mkdocs serve

test: .venv/ready         ## fetch a browser if there is none, then run every test
	$(bin)/python tests/browser.py
	$(bin)/pytest -n auto --dist worksteal

site: .venv/ready         ## build into site/; nothing is left half built
	rm -rf .site-new
	$(bin)/mkdocs build --strict --site-dir .site-new
	$(bin)/python -m weave.card .site-new/card.png
	rm -rf $(site) && mv .site-new $(site)

clean:                    ## remove all that was made
	rm -rf .venv .cache .site-new $(site) .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/ready: requirements.txt pyproject.toml
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	python3 -m venv .venv
	$(bin)/pip install --quiet --require-hashes --requirement requirements.txt
	$(bin)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.PHONY: serve test site clean
