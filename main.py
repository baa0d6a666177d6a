"""The production kiosk: `ipas-kiosk` without arguments."""

from ipas_kiosk.window import main

raise SystemExit(main())
