"""Narratives as officers write them, all invented: (text, what must be found and nothing else)."""

NARRATIVES: list[tuple[str, list[tuple[str, str]]]] = [
    (
        "At 22:10 hours on the A43 I stopped a blue Ford Focus AB12 CDE. The driver gave 07700 "
        "900123 and jo.sample@example.org as contacts, of 14 Example Street, Northampton NN1 1AA.",
        [
            ("vrm", "AB12CDE"),
            ("phone", "+447700900123"),
            ("email", "jo.sample@example.org"),
            ("postcode", "NN1 1AA"),
        ],
    ),
    (
        "The victim was told to visit hxxps://bank-secure[.]example/login?x=1. She paid to sort "
        "code 12-34-56, account number 12345678 and was rung from +33 1 70 36 39 00.",
        [
            ("url", "https://bank-secure.example/login?x=1"),
            ("sort-code", "123456"),
            ("account-number", "12345678"),
            ("phone", "+33170363900"),
        ],
    ),
    (
        'He said, "Send it to bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 today." The login came '
        "from 8.8.8.8:51423 and 2a00:1450:4009::200e.",
        [
            ("wallet", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
            ("ip-address", "8.8.8.8"),
            ("ip-address", "2a00:1450:4009::200e"),
        ],
    ),
    (
        "The attachment, SHA-256 E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855, "
        "and its MD5: d41d8cd98f00b204e9800998ecf8427e. Paid by transaction "
        "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b.",
        [
            (
                "file-hash",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            ),
            ("file-hash", "d41d8cd98f00b204e9800998ecf8427e"),
        ],
    ),
    (
        "Alex Sample, born 14/03/1990, PNC ID 81/34U, was with Kim Example (DOB 5th July 1964). "
        "Phone recovered, IMEI 35-209900-176148-1, at ///filled.count.soap.",
        [
            ("dob", "1990-03-14"),
            ("pnc-id", "1981/0000034U"),
            ("dob", "1964-07-05"),
            ("imei", "352099001761481"),
            ("what3words", "filled.count.soap"),
        ],
    ),
    (
        "silver vauxhall reg ab12 cde made off. Index Q123 ABC was seen, then a van, H123 BCD, and "
        "an old Mini bearing registration ABC 123.",
        [
            ("vrm", "AB12CDE"),
            ("vrm", "Q123ABC"),
            ("vrm", "H123BCD"),
            ("vrm", "ABC123"),
        ],
    ),
    (
        "Rang 020 7946 0123, 0044 7700 900456 and (01604) 496012. See www.example.co.uk, "
        "example.org.uk/report and http://example.com.",
        [
            ("phone", "+442079460123"),
            ("phone", "+447700900456"),
            ("phone", "+441604496012"),
            ("url", "www.example.co.uk"),
            ("url", "example.org.uk/report"),
            ("url", "http://example.com"),
        ],
    ),
    ("AB12CDE left. AB12 CDE came back, ab12cde went.", [("vrm", "AB12CDE")]),
    ("Date of birth: 01.02.05; dob 14-03-64.", [("dob", "2005-02-01"), ("dob", "1964-03-14")]),
]

# Nothing may be offered of these.
ORDINARY = [
    "STOP. THE MALE RAN EAST AND WAS LOST FROM VIEW NEAR THE PARK.",
    "I was on the M1 THE whole time, then the A45 AND the A508 FAR side of it.",
    "PC12 WAS first on scene with PS 4471 and DC 1234.",
    "At 22:10, 2210 and 10.15 hours; exhibits JS/1, JS/2 and CGB/12.",
    "He lives at 12 or 14 Example Road, flat 3B, and is 6 ft 2, size 10.",
    "On 01-02-2026 14:30 and on 01/02/2026 a fine of £07700900123 was not paid.",
    "Crime reference 01234567890, log 02345678901, case 34AB1234526.",
    "Serial number 352099001761481 and 352099001761482 on the box.",
    "Section 1.2.3.4 of the guide and firmware 10.0.0.1 of the camera.",
    "He ran.home was near.He fell.at the gate, 3.5 miles on.",
    "Take the 1st left on the b1 1st exit, the E4 2nd floor.",
    "The meeting is on 14/03/1990 with the council.",
    "Card 4111 1111 1111 1111, amounts 12345678 and 12-34-56.",
    "Under PACE s.1 he was detained; s.23 MDA 1971; Code A 4.3.",
    "5x5x5 and 3x5x2, grade B1A, handling code C, S1, N99 all round.",
    "999 and 101 calls, 18000 lines, born and bred here, dob not known, dob 31/02/1990.",
    "The account was opened, the sort code asked for, IMEI unknown.",
    "to25 per cent of in12 men, at 9 was the car, of24 was lost",
    "Ratio 1::2 and 12:30:45 on the clock; C:: drive.",
]
