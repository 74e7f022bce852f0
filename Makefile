# Two words are enough: `make serve` to read and write, `make test` before you push.
bin  := .venv/bin
site := site
PORT := 8000
export NO_MKDOCS_2_WARNING := 1
export PYTHONDONTWRITEBYTECODE := 1

serve: .venv/ready        ## build, serve on localhost, reload on every change; PORT=8001 for another
	$(bin)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

test: .venv/tests         ## fetch a browser if there is none, then run every test
	$(bin)/python tests/browser.py
	$(bin)/pytest -n auto --dist worksteal

site: .venv/ready         ## build into site/; nothing is left half built
	rm -rf .site-new
	$(bin)/mkdocs build --strict --site-dir .site-new
	$(bin)/python -m tools.card .site-new/card.png
	rm -rf $(site) && mv .site-new $(site)

offline: .venv/ready      ## pack the site into offline/ and offline.zip, to read from a disk
	rm -rf .offline-new .offline-new.zip
	$(bin)/mkdocs build --strict --config-file offline.yml --site-dir .offline-new
	$(bin)/python -m tools.pack .offline-new .offline-new.zip
	rm -rf offline offline.zip && mv .offline-new offline && mv .offline-new.zip offline.zip

bench: .venv/tests        ## measure beside stock Material; the README shows the tables
	$(bin)/python tests/browser.py
	$(bin)/python -m tests.bench

audit: .venv/tests        ## look at the built site with the tools of others, and in Firefox
	$(bin)/python -m tests.audit

mutants: .venv/tests      ## plant faults one at a time: does a test fall for each? (some hours)
	rm -rf mutants
	ulimit -v 10000000; $(bin)/mutmut run  # a fault may ask for all the memory there is
	$(bin)/python -m tests.mutants

clean:                    ## remove all that was made
	rm -rf .venv .cache .site-new $(site) .offline-new* offline offline.zip
	rm -rf .pytest_cache .ruff_cache .audit mutants
	find . -name __pycache__ -prune -exec rm -rf {} +

.venv/ready: requirements.txt pyproject.toml
	python3 tools/install.py requirements.txt
	touch $@

.venv/tests: .venv/ready requirements-test.txt
	python3 tools/install.py requirements-test.txt
	touch .venv/ready $@

.PHONY: serve test site offline bench audit mutants clean
