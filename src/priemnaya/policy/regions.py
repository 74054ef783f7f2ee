"""Codes of the regions of Russia (ISO 3166-2:RU, and those in use for the regions it does not name)."""

from __future__ import annotations

REGIONS = frozenset(
    f"RU-{code}"
    for code in (
        "AD AL ALT AMU ARK AST BA BEL BRY BU CE CHE CHU CR CU DA DON HER IN IRK IVA KAM KB KC KDA KEM KGD KGN KHA KHE"
        " KHM KIR KK KL KLU KO KOS KR KRS KYA LEN LIP LUG MAG ME MO MOS MOW MUR NEN NGR NIZ NVS OMS ORE ORL PER PNZ"
        " PRI PSK ROS RYA SA SAK SAM SAR SE SEV SMO SPE STA SVE TA TAM TOM TUL TVE TY TYU UD ULY VGG VLA VLG VOR YAN"
        " YAR YEV ZAB ZAP"
    ).split()
)
