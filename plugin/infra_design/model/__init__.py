"""The nouns of a design: frozen, typed, doing no work.

Steps of the pipeline speak to each other only in these. `source` and `catalog` come first, `spec` is a stage
as written (inheritance done), `stage` is a stage resolved, `finding` and `analysis` are what the rules and the
engine say of it, `drawing` and `site` are what readers get.
"""
