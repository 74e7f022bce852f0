"""A MkDocs plugin that makes a site of the woven pages, and refuses what is wrong with a whole one.

The templates in `overrides/` use what the theme offers. What is left is done here: what the theme
gives no means to change (`theme`), one style sheet and lean scripts (`files`), a maths font with
what the pages show (`font`), how else pages are asked (`search`), a security policy (`policy`), the
labs (`labs`), checks that need a whole page, style sheet or script (`guard`), rules for pages
(`rules`) and snippets (`style`), and what a writer is told while serving (`serve`).
"""

from pathlib import Path

from markdown import Markdown
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority

from weave import SNIPPETS
from weave.site import guard, labs, policy, rules, search, serve, style, theme
from weave.site.files import drop_idle, join_styles, make_classic, names_in
from weave.site.font import SmallFont
from weave.snippet import PATTERN
from weave.work import crew


class Site(BasePlugin):
    """The plugin; one object lives through all builds of a server."""

    serving = wants_port = False
    rooms = None  # while serving, where each build goes

    def on_startup(self, *, command, dirty):
        """Remember what the pages are built for."""
        self.serving = self.wants_port = command == "serve"
        serve.tell_once()

    def on_config(self, config):
        """Refuse a port that is taken before anything is built, not after."""
        if self.wants_port:
            guard.refuse_taken(config.dev_addr)
            self.wants_port = False  # from now on it is taken by the server itself
            self.rooms = serve.Rooms()
        if self.rooms:
            self.rooms.take_one(config)
        # To be enlisted, extensions need a Markdown; then the crew can begin while MkDocs starts.
        Markdown(extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
        crew.enlist("lab", labs.jobs)
        crew.enlist("examples", style.example_jobs)
        crew.begin()

    def on_serve(self, server, *, config, builder):
        """Have the browser told why a build fails."""
        self.rooms.look_after(server, builder)

    def on_files(self, files, config):
        """Refuse what loads from elsewhere, then choose and shape what is sent."""
        guard.refuse_foreign_files(files, config.docs_dir)
        if config.extra.get("offline"):
            make_classic(files)
        drop_idle(files)
        for lab in filter(labs.is_lab, list(files)):
            for file in labs.to_take_away(lab, files, config):
                files.append(file)
            # From here on without a path, so that mkdocs-jupyter leaves it to MkDocs to render.
            lab.content_string = labs.path(lab).read_text(encoding="utf-8")

    def on_page_read_source(self, *, page, config):
        """Give MkDocs the Markdown of a lab, to render as that of any other page."""
        if labs.is_lab(page.file):
            colors = config.mdx_configs["weave.figure"]["colors"]
            return labs.to_markdown(labs.path(page.file), colors)

    def on_nav(self, nav, config, files):
        """Keep the navigation, which is around each page; refuse what is shown nowhere."""
        rules.refuse_unlisted(files, nav)
        for file in sorted(SNIPPETS.glob(PATTERN)):
            style.refuse(file)
        self.nav = nav

    def on_env(self, env, config, files):
        """Refuse wrong pages before the first is written; set up the templates."""
        theme.refuse_changed_scripts()
        env.trim_blocks = env.lstrip_blocks = True  # no empty lines, which each page would carry
        pages = [file.page for file in files.documentation_pages()]
        for page in pages:
            guard.refuse(page.content, page.file, config)
        for page in pages:
            rules.refuse(page)
        rules.refuse_alike(pages)
        style.refuse_wrong_examples()
        self.asked = {page.url: search.asked(page) for page in pages}
        self.font = SmallFont.begin(pages)
        env.globals["font"] = self.font.name
        names = names_in(files, self.nav, config, env)
        env.globals["sheet"] = join_styles(files, config, names, self.font.name)

    @event_priority(50)
    def before_the_search(self, context, *, page, config, nav):
        """Give the theme's index, which drops all elements, formulas in a line."""
        self.content, page.content = page.content, search.typed(page.content)

    @event_priority(-50)
    def after_the_search(self, context, *, page, config, nav):
        """Give the page its own content back."""
        page.content = self.content

    on_page_context = CombinedEvent(before_the_search, after_the_search)

    def on_post_page(self, output, page, config):
        """Refuse what a template did wrong; finish the page."""
        guard.refuse(output, page.file, config)
        return self.finished(output, config)

    def on_post_template(self, output_content, template_name, config):
        """Finish the page for missing pages, too."""
        if template_name.endswith(".html"):
            return self.finished(output_content, config)
        return output_content

    def on_post_build(self, config):
        """Add the font, and let the search know how else pages are asked."""
        Path(config.site_dir, self.font.name).write_bytes(self.font.data())
        search.put_asked(config, self.asked)

    def finished(self, html: str, config) -> str:
        """Return a page as HTML and the policy allow it, with the policy if it has one.

        There is none while serving, because MkDocs adds a script to reload, and none for reading
        from a disk, where each file is a site of its own.
        """
        html = theme.mend(html)
        without = self.serving or config.extra.get("offline")
        return html if without else policy.put(html)
