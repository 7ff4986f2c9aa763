"""HTML, SVG, scripts, Markdown and LaTeX that would act in the instructor's browser."""
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display

display(HTML("<table><tr><td>kept</td></tr></table><script>live()</script>"))
display(HTML("<img src=x onerror=live()><iframe srcdoc='<script>live()</script>'></iframe>"))
display(Javascript("live()"))
display(Markdown("<script>live()</script> [x](javascript:live())"))
display(Latex(r"$\href{javascript:live()}{x}$<script>live()</script>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='live()'><script>live()</script></svg>"))
display({"text/html": "<svg onload=live()>", "text/plain": "x"}, raw=True)
