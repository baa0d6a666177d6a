"""The production kiosk: `ipas-kiosk` without arguments."""

from ipas_kiosk.app import main

raise SystemExit(main())
