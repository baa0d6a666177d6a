"""Everything that only the demo has (model §14): central and its neighbours beside the kiosk, the switch
`demo.network`, the key in a file. `python3 dev.py run` starts it; the production bundle leaves it out.
"""
