"""What an analysis is told with: numbers and tables as text, evidence in order, facts, and the parts of the report.

``numbers`` and ``markdown`` write; ``evidence`` reads the document of an analysis, and ``facts`` says what follows from
its claims, for report, figures and comparison alike. The parts of the report are ``opening``, ``places``, ``values``,
``digits`` and ``program``, each section of them framed by ``section``.
"""
