//! Statements as banks send them, cut down.

/// Version 2: a transfer with a structured reference, a batch of two, a direct debit that came
/// back, and fees.
pub const VERSION_2: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>053D2026-11-26</MsgId><CreDtTm>2026-11-26T18:30:47.0+01:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>0352C5320261126220000</Id>
      <ElctrncSeqNb>226</ElctrncSeqNb>
      <CreDtTm>2026-11-26T18:30:47.0+01:00</CreDtTm>
      <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
      <Bal>
        <Tp><CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry></Tp>
        <Amt Ccy="EUR">1000.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-25</Dt></Dt>
      </Bal>
      <Bal>
        <Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>
        <Amt Ccy="EUR">1058.10</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-26</Dt></Dt>
      </Bal>
      <Ntry>
        <Amt Ccy="EUR">24.90</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2026-11-26</Dt></BookgDt><ValDt><Dt>2026-11-27</Dt></ValDt>
        <AcctSvcrRef>2026112600001</AcctSvcrRef>
        <BkTxCd><Prtry><Cd>NTRF+166</Cd></Prtry></BkTxCd>
        <NtryDtls><TxDtls>
          <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
          <RltdPties>
            <Dbtr><Nm>Anna Lindqvist</Nm></Dbtr>
            <DbtrAcct><Id><IBAN>SE4550000000058398257466</IBAN></Id></DbtrAcct>
            <Cdtr><Nm>Fjord Hosting GmbH</Nm></Cdtr>
          </RltdPties>
          <RmtInf><Strd><CdtrRefInf>
            <Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp><Ref>RF18539007547034</Ref>
          </CdtrRefInf></Strd></RmtInf>
        </TxDtls></NtryDtls>
      </Ntry>
      <Ntry>
        <Amt Ccy="EUR">60.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2026-11-26</Dt></BookgDt><ValDt><Dt>2026-11-26</Dt></ValDt>
        <AcctSvcrRef>2026112600002</AcctSvcrRef>
        <NtryDtls>
          <Btch><NbOfTxs>2</NbOfTxs></Btch>
          <TxDtls>
            <Refs><EndToEndId>A-1</EndToEndId></Refs>
            <AmtDtls><TxAmt><Amt Ccy="EUR">20.00</Amt></TxAmt></AmtDtls>
            <RltdPties><Dbtr><Nm>Bo</Nm></Dbtr></RltdPties>
            <RmtInf><Ustrd>Invoice INV-2026-</Ustrd><Ustrd>00017 thanks</Ustrd></RmtInf>
          </TxDtls>
          <TxDtls>
            <Refs><EndToEndId>A-2</EndToEndId></Refs>
            <AmtDtls><TxAmt><Amt Ccy="EUR">40.00</Amt></TxAmt></AmtDtls>
            <RltdPties><Dbtr><Nm>Cy</Nm></Dbtr></RltdPties>
          </TxDtls>
        </NtryDtls>
      </Ntry>
      <Ntry>
        <Amt Ccy="EUR">14.90</Amt><CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>
        <Sts>BOOK</Sts>
        <BookgDt><Dt>2026-11-26</Dt></BookgDt><ValDt><Dt>2026-11-24</Dt></ValDt>
        <NtryDtls><TxDtls>
          <Refs><EndToEndId>INV-2026-00009</EndToEndId></Refs>
          <RltdPties>
            <Cdtr><Nm>Dee</Nm></Cdtr>
            <CdtrAcct><Id><IBAN>NO9386011117947</IBAN></Id></CdtrAcct>
          </RltdPties>
          <RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>
        </TxDtls></NtryDtls>
      </Ntry>
      <Ntry>
        <Amt Ccy="EUR">11.90</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2026-11-26</Dt></BookgDt><ValDt><Dt>2026-11-26</Dt></ValDt>
        <AddtlNtryInf>Fees &amp; more</AddtlNtryInf>
      </Ntry>
      <Ntry>
        <Amt Ccy="EUR">500.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts>
        <ValDt><Dt>2026-11-28</Dt></ValDt>
      </Ntry>
    </Stmt>
  </BkToCstmrStmt>
</Document>"#;

/// Version 8: two accounts in two currencies, names one level deeper, a status with a code, a
/// batch that is not told apart.
pub const VERSION_8: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>M8</MsgId><CreDtTm>2026-11-26T18:00:00Z</CreDtTm></GrpHdr>
  <Stmt>
    <Id>S-1</Id><Acct><Id><IBAN>CH9300762011623852957</IBAN></Id><Ccy>CHF</Ccy></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp>
      <Amt Ccy="CHF">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-11-26</Dt></Dt></Bal>
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>
      <Amt Ccy="CHF">30.5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-26</Dt></Dt></Bal>
    <Ntry>
      <Amt Ccy="CHF">50.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
      <BookgDt><DtTm>2026-11-26T10:11:12+01:00</DtTm></BookgDt>
      <ValDt><Dt>2026-11-26</Dt></ValDt>
      <NtryDtls><TxDtls>
        <Refs><AcctSvcrRef>T-77</AcctSvcrRef><EndToEndId>E-77</EndToEndId></Refs>
        <Amt Ccy="CHF">50.50</Amt><CdtDbtInd>CRDT</CdtDbtInd>
        <AmtDtls><InstdAmt><Amt Ccy="EUR">52.00</Amt></InstdAmt></AmtDtls>
        <RltdPties>
          <Dbtr><Pty><Nm>Eva Østby</Nm></Pty></Dbtr>
          <DbtrAcct><Id><IBAN>NO9386011117947</IBAN></Id></DbtrAcct>
        </RltdPties>
        <RmtInf><Ustrd>rf18 5390 0754 7034</Ustrd></RmtInf>
      </TxDtls></NtryDtls>
    </Ntry>
  </Stmt>
  <Stmt>
    <Id>S-2</Id><Acct><Id><Othr><Id>9900-JPY</Id></Othr></Id></Acct>
    <Ntry>
      <Amt Ccy="JPY">3000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
      <NtryDtls><Btch><NbOfTxs>3</NbOfTxs></Btch></NtryDtls>
    </Ntry>
  </Stmt>
</BkToCstmrStmt></Document>"#;
