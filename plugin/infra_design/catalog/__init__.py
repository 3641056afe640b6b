"""Data, not code: what the tool knows of kinds, products, protocols, concepts and record types.

- `kinds/*.yml` and `products/*.yml`: a map from id to keys; files group what belongs together, their names mean
  nothing. `protocols.yml`, `concepts.yml`, `record-types.yml`: likewise, one file each.
- Keys are the fields of the nouns in `model.catalog`, spelled with hyphens; the nouns say what each means. `title` is
  a name, `explain` is Markdown for a reader who has never met the thing, `links` maps a title to an address.
- `purpose` has sentences about the design at hand. A sentence with `{facts}` is used if all of them are known; lists
  are joined "a, b and c", so it must read well with one and with several. The facts are listed in
  `docs/reference/catalog.md`.
- A concept whose id is a value of `algorithm` or `mode` explains that value.
- A product that is both a service and the agent of it on one's own machines has neither `ports` nor `managed`: they
  would hold for the agent too.

What was decided and why, availability figures above all, stands in `docs/design-notes/catalog.md`.
"""
