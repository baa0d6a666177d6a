<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_TW" sourcelanguage="en">
<context>
    <name>BusyButton</name>
    <message>
        <source>Working</source>
        <translation>處理中</translation>
    </message>
</context>
<context>
    <name>CaptchaField</name>
    <message>
        <source>Picture of five digits</source>
        <translation>五個數字的圖片</translation>
    </message>
    <message>
        <source>New picture</source>
        <translation>換一張圖片</translation>
    </message>
    <message>
        <source>Hear the digits</source>
        <translation>播放數字語音</translation>
    </message>
    <message>
        <source>Nothing can be heard on this machine: take another picture, or call staff</source>
        <translation>這台機器沒有聲音，請換一張圖片，或呼叫服務人員</translation>
    </message>
</context>
<context>
    <name>CaptchaPage</name>
    <message>
        <source>This is a new picture: enter its five digits</source>
        <translation>圖片已更換，請輸入新圖片中的五個數字</translation>
    </message>
    <message>
        <source>Verification code</source>
        <translation>驗證碼</translation>
    </message>
    <message>
        <source>The five digits in the picture</source>
        <translation>圖片中的五個數字</translation>
    </message>
</context>
<context>
    <name>ComboField</name>
    <message>
        <source>Type to search, or choose</source>
        <translation>輸入文字搜尋，或直接選擇</translation>
    </message>
</context>
<context>
    <name>ContactStep</name>
    <message>
        <source>E-mail</source>
        <translation>電子郵件</translation>
    </message>
    <message>
        <source>Results and notices are sent there</source>
        <translation>成績與通知都寄到這裡</translation>
    </message>
    <message>
        <source>Mobile number</source>
        <translation>手機號碼</translation>
    </message>
    <message>
        <source>For example 0912-345-678</source>
        <translation>例如 0912-345-678</translation>
    </message>
    <message>
        <source>Use {address}</source>
        <translation>改用 {address}</translation>
    </message>
</context>
<context>
    <name>CredentialLookupPage</name>
    <message>
        <source>Account and password lookup</source>
        <translation>查詢帳號/密碼</translation>
    </message>
    <message>
        <source>Send by</source>
        <translation>寄送類型</translation>
    </message>
    <message>
        <source>ID card number</source>
        <translation>身分證字號</translation>
    </message>
    <message>
        <source>Needed as well; or your UI number or passport number</source>
        <translation>查詢時也請填寫；也可填統一證號或護照號碼</translation>
    </message>
    <message>
        <source>Chinese name</source>
        <translation>中文姓名</translation>
    </message>
    <message>
        <source>As registered, with the same characters</source>
        <translation>與登記的姓名用字相同</translation>
    </message>
    <message>
        <source>Mailbox (e-mail)</source>
        <translation>EMAIL信箱</translation>
    </message>
    <message>
        <source>The one you registered with</source>
        <translation>您登記時所用的</translation>
    </message>
    <message>
        <source>Mobile</source>
        <translation>手機</translation>
    </message>
    <message>
        <source>Look up account and password</source>
        <translation>查詢帳號與密碼</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Look up e-mail</source>
        <translation>查詢信箱</translation>
    </message>
    <message>
        <source>Back to sign-in</source>
        <translation>回登入頁面</translation>
    </message>
</context>
<context>
    <name>DeskList</name>
    <message>
        <source>Service desks of the certifications</source>
        <translation>各項能力鑑定服務窗口</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Keep this number</source>
        <translation>請留存這個編號</translation>
    </message>
    <message>
        <source>Note the number or take a picture of the code: staff find your registration with it.</source>
        <translation>請抄下編號或拍下 QR 碼，服務人員可以憑此找到您的註冊資料。</translation>
    </message>
    <message>
        <source>The code holds no ID number, e-mail, mobile or password.</source>
        <translation>QR 碼裡沒有身分證號、電子郵件、手機號碼或密碼。</translation>
    </message>
    <message>
        <source>Receipt number</source>
        <translation>收件編號</translation>
    </message>
    <message>
        <source>Code for staff</source>
        <translation>供服務人員掃描</translation>
    </message>
    <message>
        <source>Look up account or password</source>
        <translation>查詢帳號及密碼</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>列印</translation>
    </message>
    <message>
        <source>A slip with the number and the code; no name is on it</source>
        <translation>印出編號與 QR 碼，上面沒有姓名</translation>
    </message>
    <message>
        <source>What happens next</source>
        <translation>接下來</translation>
    </message>
    <message>
        <source>Your slip is printed. Take it with you.</source>
        <translation>收執聯已印出，請取走。</translation>
    </message>
    <message>
        <source>The slip has not come out. Your registration is kept: take a picture of the code or note the number, that is enough. Staff can help.</source>
        <translation>收執聯還沒有印出來。註冊資料已保存，拍下 QR 碼或抄下編號即可；需要時請服務人員協助。</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>帳號</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時間</translation>
    </message>
    <message>
        <source>Your account is ready</source>
        <translation>帳號可以使用了</translation>
    </message>
    <message>
        <source>A confirmation is on its way to your mailbox.</source>
        <translation>確認信已寄往您的信箱。</translation>
    </message>
    <message>
        <source>You can sign in at any time with your account, Chinese name and password.</source>
        <translation>隨時可以用帳號、中文姓名與密碼登入。</translation>
    </message>
    <message>
        <source>Once signed in you can register for any exam.</source>
        <translation>登入後即可報名各項考試。</translation>
    </message>
    <message>
        <source>Your details are sent as soon as the line is back: nothing is left to do.</source>
        <translation>連線後會自動送出，您不需要再做什麼。</translation>
    </message>
    <message>
        <source>The result reaches you by e-mail or SMS.</source>
        <translation>結果以 Email 或簡訊通知。</translation>
    </message>
    <message>
        <source>Until then your account is not ready yet.</source>
        <translation>在收到通知之前，帳號還沒有完成。</translation>
    </message>
    <message>
        <source>Take this number to the service desk.</source>
        <translation>請持此編號至服務台。</translation>
    </message>
    <message>
        <source>Staff go through it with you; everything you entered is kept.</source>
        <translation>服務人員會與您一起確認，您填寫的內容都已保留。</translation>
    </message>
    <message>
        <source>Kept on this machine</source>
        <translation>資料已存於本機</translation>
    </message>
    <message>
        <source>One more step, with our help</source>
        <translation>還差一步，我們來協助</translation>
    </message>
</context>
<context>
    <name>EmailLookupPage</name>
    <message>
        <source>Look up e-mail</source>
        <translation>查詢信箱</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>帳號</translation>
    </message>
    <message>
        <source>Chinese name</source>
        <translation>中文姓名</translation>
    </message>
    <message>
        <source>As registered, with the same characters</source>
        <translation>與登記的姓名用字相同</translation>
    </message>
    <message>
        <source>Mobile number</source>
        <translation>手機號碼</translation>
    </message>
    <message>
        <source>The one you registered with</source>
        <translation>您登記時所用的</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Look up account or password</source>
        <translation>查詢帳號及密碼</translation>
    </message>
    <message>
        <source>Back to sign-in</source>
        <translation>回登入頁面</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>What would you like to do?</source>
        <translation>您要辦理什麼？</translation>
    </message>
    <message>
        <source>Exam registration, results and requests are handled at www.ipas.org.tw for now.</source>
        <translation>報名、成績與各項申請目前請至 www.ipas.org.tw 辦理。</translation>
    </message>
    <message>
        <source>Sign out when you leave, so that nobody else sees your details.</source>
        <translation>離開前請登出，以免他人看到您的資料。</translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation>{name}，您好</translation>
    </message>
    <message>
        <source>Go to &quot;My details&quot; to check and complete your data</source>
        <translation>請至『考生基本資料維護』，進行資料的確認與補齊</translation>
    </message>
    <message>
        <source>Receipt number {number}</source>
        <translation>收件編號 {number}</translation>
    </message>
</context>
<context>
    <name>IdleOverlay</name>
    <message>
        <source>Are you still there?</source>
        <translation>您還在嗎？</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>繼續使用</translation>
    </message>
    <message numerus="yes">
        <source>This visit ends in %n s. Everything that is not saved will be erased.</source>
        <translation>
            <numerusform>%n 秒後將結束本次使用，尚未儲存的資料會清除。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LoginPage</name>
    <message>
        <source>Candidate sign-in</source>
        <translation>考生登入</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>帳號</translation>
    </message>
    <message>
        <source>Chinese name</source>
        <translation>中文姓名</translation>
    </message>
    <message>
        <source>As registered, with the same characters</source>
        <translation>與登記的姓名用字相同</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密碼</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>登入</translation>
    </message>
    <message>
        <source>First time here (register)</source>
        <translation>第一次使用（註冊）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Forgot account or password</source>
        <translation>忘記帳號或密碼</translation>
    </message>
    <message>
        <source>Look up e-mail</source>
        <translation>查詢信箱</translation>
    </message>
    <message>
        <source>Sign-in manual</source>
        <translation>文件下載</translation>
    </message>
    <message>
        <source>Good to know</source>
        <translation>請注意</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>That did not work. Try again, or call staff.</source>
        <translation>這次沒有成功。請再試一次，或洽服務人員。</translation>
    </message>
    <message>
        <source>iPAS candidate services</source>
        <translation>經濟部產業人才能力鑑定(iPAS) 考生服務專區</translation>
    </message>
</context>
<context>
    <name>ManualPage</name>
    <message>
        <source>How signing in and registering works</source>
        <translation>登入與註冊的做法</translation>
    </message>
    <message>
        <source>Scan the code to read this on your phone: {address}</source>
        <translation>用手機掃描即可閱讀這份說明：{address}</translation>
    </message>
    <message>
        <source>QR code of this manual</source>
        <translation>這份說明的 QR 碼</translation>
    </message>
    <message>
        <source>The code opens www.ipas.org.tw on your phone: the front page of the site, not this text. To take this text with you, take a picture of it.</source>
        <translation>用手機掃描會開啟 www.ipas.org.tw 網站首頁，並不是這份說明；如要帶走這份說明，請直接拍下本頁。</translation>
    </message>
    <message>
        <source>QR code of www.ipas.org.tw</source>
        <translation>www.ipas.org.tw 的 QR 碼</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>回上一頁</translation>
    </message>
</context>
<context>
    <name>NoticeStep</name>
    <message>
        <source>Forgot account or password</source>
        <translation>忘記帳號或密碼</translation>
    </message>
    <message>
        <source>How your personal data is used</source>
        <translation>個人資料蒐集告知事項</translation>
    </message>
    <message>
        <source>Version of this notice: {version}</source>
        <translation>告知事項版本：{version}</translation>
    </message>
</context>
<context>
    <name>OutOfOrderPage</name>
    <message>
        <source>Out of order</source>
        <translation>暫停服務</translation>
    </message>
    <message>
        <source>Nothing you entered is lost or left behind</source>
        <translation>您填寫的內容不會遺失，也不會留給別人看到</translation>
    </message>
    <message>
        <source>Use another machine, or call staff at the top of the page.</source>
        <translation>請改用其他機器，或按畫面上方的「呼叫服務人員」。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試一次</translation>
    </message>
</context>
<context>
    <name>PageWidget</name>
    <message>
        <source>There is a problem</source>
        <translation>請修正以下內容</translation>
    </message>
</context>
<context>
    <name>Panel</name>
    <message>
        <source>iPAS Industry Professional Assessment System</source>
        <translation>經濟部產業人才能力鑑定(iPAS)</translation>
    </message>
    <message>
        <source>Candidate services</source>
        <translation>考生服務專區</translation>
    </message>
    <message>
        <source>Organiser: Industrial Development Administration, MOEA</source>
        <translation>主辦單位 經濟部產業發展署</translation>
    </message>
    <message>
        <source>Executed by: Industrial Technology Research Institute</source>
        <translation>執行單位 工業技術研究院</translation>
    </message>
    <message>
        <source>Telephone 03-5917544</source>
        <translation>服務諮詢電話 03-5917544</translation>
    </message>
    <message>
        <source>E-mail iPAS@itri.org.tw</source>
        <translation>服務電子信箱 iPAS@itri.org.tw</translation>
    </message>
</context>
<context>
    <name>PasswordChangePage</name>
    <message>
        <source>Choose a new password</source>
        <translation>設定新密碼</translation>
    </message>
    <message>
        <source>Current password</source>
        <translation>目前的密碼</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新密碼</translation>
    </message>
    <message>
        <source>The list below shows what is still missing</source>
        <translation>下方清單會顯示還缺什麼</translation>
    </message>
    <message>
        <source>Confirm new password</source>
        <translation>確認新密碼</translation>
    </message>
    <message>
        <source>The same password once more</source>
        <translation>再輸入一次相同的密碼</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>存檔</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>You signed in with a temporary password. Choose your own to go on.</source>
        <translation>您以預設密碼登入，請設定自己的密碼後再繼續。</translation>
    </message>
    <message>
        <source>Enter your current password once, the new one twice.</source>
        <translation>目前的密碼輸入一次，新密碼輸入兩次。</translation>
    </message>
</context>
<context>
    <name>PasswordField</name>
    <message>
        <source>Hide what is typed</source>
        <translation>隱藏輸入內容</translation>
    </message>
    <message>
        <source>Show what is typed</source>
        <translation>顯示輸入內容</translation>
    </message>
</context>
<context>
    <name>PersonStep</name>
    <message>
        <source>Account</source>
        <translation>帳號</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>個人資料</translation>
    </message>
    <message>
        <source>Account and password</source>
        <translation>帳號與密碼</translation>
    </message>
    <message>
        <source>7 to 30 letters and digits; cannot be changed later</source>
        <translation>7 至 30 個半形字元，註冊後不可修改</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>密碼</translation>
    </message>
    <message>
        <source>The list below shows what is still missing</source>
        <translation>下方清單會顯示還缺什麼</translation>
    </message>
    <message>
        <source>Confirm password</source>
        <translation>確認密碼</translation>
    </message>
    <message>
        <source>The same password once more</source>
        <translation>再輸入一次相同的密碼</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translation>身分別</translation>
    </message>
    <message>
        <source>Chinese name</source>
        <translation>中文姓名</translation>
    </message>
    <message>
        <source>As on your ID document, with the same characters</source>
        <translation>與身分證件上的用字相同</translation>
    </message>
    <message>
        <source>Romanised surname</source>
        <translation>英文譯名：姓</translation>
    </message>
    <message>
        <source>Romanised given name</source>
        <translation>英文譯名：名</translation>
    </message>
    <message>
        <source>Optional: left empty, the organiser fills it in. A compound surname goes into the first box.</source>
        <translation>選填，未填由主辦單位填入；複姓請寫在第一格。</translation>
    </message>
    <message>
        <source>Fill in Tongyong Pinyin</source>
        <translation>帶入通用拼音</translation>
    </message>
    <message>
        <source>Your surname may be another one. Press the spelling that is right:</source>
        <translation>姓氏可能有其他分法，請按正確的一組：</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性別</translation>
    </message>
    <message>
        <source>One letter and nine digits; cannot be changed later</source>
        <translation>一個英文字母加九個數字，註冊後不可修改</translation>
    </message>
    <message>
        <source>ID number</source>
        <translation>身分證號</translation>
    </message>
    <message>
        <source>The number on your residence card or passport; cannot be changed later</source>
        <translation>居留證或護照上的號碼，註冊後不可修改</translation>
    </message>
    <message>
        <source>UI number or passport number</source>
        <translation>統一證號或護照號碼</translation>
    </message>
    <message>
        <source>No reading was found; enter it yourself or leave it empty</source>
        <translation>查不到讀音，請自行填寫，或留空不填</translation>
    </message>
</context>
<context>
    <name>PortalItemPage</name>
    <message>
        <source>On the web site</source>
        <translation>請至網站辦理</translation>
    </message>
    <message>
        <source>This machine does not open web pages; your own phone does.</source>
        <translation>本機不開啟網頁，請用自己的手機。</translation>
    </message>
    <message>
        <source>Go to www.ipas.org.tw for this</source>
        <translation>請至 www.ipas.org.tw 辦理</translation>
    </message>
    <message>
        <source>Scan the code with your phone, and sign in there with the same account.</source>
        <translation>請用手機掃描 QR 碼，並以相同的帳號登入。</translation>
    </message>
    <message>
        <source>QR code of www.ipas.org.tw</source>
        <translation>www.ipas.org.tw 的 QR 碼</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>回上一頁</translation>
    </message>
</context>
<context>
    <name>RegistrationPage</name>
    <message>
        <source>Checking whether this account is free</source>
        <translation>正在查詢帳號是否可用</translation>
    </message>
    <message>
        <source>This account is free</source>
        <translation>這個帳號可以使用</translation>
    </message>
    <message>
        <source>Offline: somebody probably has this account already. You can go on, but with another one you are spared a correction later</source>
        <translation>離線中，這個帳號很可能已經有人使用。您可以繼續填寫，但現在改用其他帳號可免去日後更正</translation>
    </message>
    <message>
        <source>Offline: whether this account is free could not be asked; it is checked when the line is back</source>
        <translation>離線中，暫時無法查詢帳號是否可用，連線後會再確認</translation>
    </message>
    <message>
        <source>Four short steps, then everything once more before it is saved</source>
        <translation>四個步驟，存檔前再檢查一次全部內容</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>告知事項</translation>
    </message>
    <message>
        <source>Account and person</source>
        <translation>帳號與個人資料</translation>
    </message>
    <message>
        <source>Contact</source>
        <translation>聯絡方式</translation>
    </message>
    <message>
        <source>Education and school</source>
        <translation>學歷與學校</translation>
    </message>
    <message>
        <source>Register</source>
        <translation>註冊</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Check everything</source>
        <translation>檢查全部內容</translation>
    </message>
</context>
<context>
    <name>ReviewPage</name>
    <message>
        <source>Check everything before you save</source>
        <translation>存檔前請再檢查</translation>
    </message>
    <message>
        <source>Nothing has been saved yet. The password is not shown.</source>
        <translation>資料尚未存檔；密碼不顯示。</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>修改</translation>
    </message>
    <message>
        <source>Change: {field}</source>
        <translation>修改：{field}</translation>
    </message>
    <message>
        <source>Save and register</source>
        <translation>送出註冊存檔</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>帳號</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translation>身分別</translation>
    </message>
    <message>
        <source>ID number</source>
        <translation>身分證號</translation>
    </message>
    <message>
        <source>UI number or passport number</source>
        <translation>統一證號或護照號碼</translation>
    </message>
    <message>
        <source>Chinese name</source>
        <translation>中文姓名</translation>
    </message>
    <message>
        <source>Romanised name</source>
        <translation>英文譯名</translation>
    </message>
    <message>
        <source>Sex</source>
        <translation>性別</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>電子郵件</translation>
    </message>
    <message>
        <source>Mobile number</source>
        <translation>手機號碼</translation>
    </message>
    <message>
        <source>Education</source>
        <translation>學歷</translation>
    </message>
    <message>
        <source>School</source>
        <translation>學校名稱</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>系所名稱</translation>
    </message>
    <message>
        <source>The organiser fills it in</source>
        <translation>由主辦單位填入</translation>
    </message>
</context>
<context>
    <name>SchoolStep</name>
    <message>
        <source>Education</source>
        <translation>學歷</translation>
    </message>
    <message>
        <source>The highest you have completed or are attending</source>
        <translation>已取得或就讀中的最高學歷</translation>
    </message>
    <message>
        <source>City of the school</source>
        <translation>學校所在縣市</translation>
    </message>
    <message>
        <source>School</source>
        <translation>學校名稱</translation>
    </message>
    <message>
        <source>Not in the list: choose &quot;Other&quot; at its end</source>
        <translation>清單中沒有時，請選最後的「其他」</translation>
    </message>
    <message>
        <source>Without a department choose &quot;None&quot;</source>
        <translation>沒有系所時請選「無」</translation>
    </message>
    <message>
        <source>Name of the school</source>
        <translation>學校名稱（自行填寫）</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>系所名稱</translation>
    </message>
    <message>
        <source>Name of the department</source>
        <translation>系所名稱（自行填寫）</translation>
    </message>
    <message>
        <source>Choose from the list</source>
        <translation>請選擇</translation>
    </message>
</context>
<context>
    <name>Slip</name>
    <message>
        <source>Keep this number: staff find your registration with it.</source>
        <translation>請留存這個編號，服務人員可以憑此找到您的註冊資料。</translation>
    </message>
    <message>
        <source>Candidate services: receipt</source>
        <translation>考生服務專區&#x3000;註冊收執聯</translation>
    </message>
    <message>
        <source>Reprint</source>
        <translation>補印</translation>
    </message>
    <message>
        <source>Exam centre</source>
        <translation>考場</translation>
    </message>
</context>
<context>
    <name>StaffOverlay</name>
    <message>
        <source>A member of staff will help you</source>
        <translation>服務人員會協助您</translation>
    </message>
    <message>
        <source>Go to the service desk of this venue. What you typed stays here for now.</source>
        <translation>請至現場服務台。您輸入的資料會暫時保留在這裡。</translation>
    </message>
    <message>
        <source>The desk is here: {place}</source>
        <translation>服務台位置：{place}</translation>
    </message>
    <message>
        <source>Telephone {number}</source>
        <translation>電話 {number}</translation>
    </message>
    <message>
        <source>Back to the page</source>
        <translation>回到畫面</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Text size {percent} %</source>
        <translation>文字大小 {percent}%</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>高對比</translation>
    </message>
    <message>
        <source>Call staff</source>
        <translation>呼叫服務人員</translation>
    </message>
    <message>
        <source>Home / cancel</source>
        <translation>回首頁／取消</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>啟動中</translation>
    </message>
    <message numerus="yes">
        <source>%n waiting to be sent</source>
        <translation>
            <numerusform>%n 筆待傳送</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Stepper</name>
    <message>
        <source>Step {at} of {all}: {name}</source>
        <translation>第 {at} 步，共 {all} 步：{name}</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Demonstration: nobody&apos;s data; the store&apos;s key lies in a file beside it</source>
        <translation>示範：資料皆為虛構，資料庫的金鑰放在旁邊的檔案裡</translation>
    </message>
    <message>
        <source>Cut the network</source>
        <translation>切斷網路</translation>
    </message>
    <message>
        <source>Join the network again</source>
        <translation>接回網路</translation>
    </message>
</context>
<context>
    <name>Texts</name>
    <message>
        <source>National</source>
        <translation>本國籍</translation>
    </message>
    <message>
        <source>Foreign national</source>
        <translation>外國籍</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>男</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>女</translation>
    </message>
    <message>
        <source>Junior high school or below</source>
        <translation>國中(含)以下</translation>
    </message>
    <message>
        <source>Senior high or vocational school</source>
        <translation>高中職</translation>
    </message>
    <message>
        <source>Junior college</source>
        <translation>專科</translation>
    </message>
    <message>
        <source>University</source>
        <translation>大學</translation>
    </message>
    <message>
        <source>Master</source>
        <translation>碩士</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>博士</translation>
    </message>
    <message>
        <source>Other education</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Send by e-mail</source>
        <translation>寄送Email</translation>
    </message>
    <message>
        <source>Send by SMS</source>
        <translation>寄送簡訊</translation>
    </message>
    <message>
        <source>Other (enter it yourself)</source>
        <translation>其他(自行填寫)</translation>
    </message>
    <message>
        <source>None</source>
        <translation>無</translation>
    </message>
    <message>
        <source>12 to 64 characters</source>
        <translation>12 至 64 個字元</translation>
    </message>
    <message>
        <source>an upper-case letter</source>
        <translation>有大寫英文字母</translation>
    </message>
    <message>
        <source>a lower-case letter</source>
        <translation>有小寫英文字母</translation>
    </message>
    <message>
        <source>a digit</source>
        <translation>有數字</translation>
    </message>
    <message>
        <source>a symbol out of # $ ( ) , . / ; ? @ [ \ ] ^ { } `</source>
        <translation>有符號：# $ ( ) , . / ; ? @ [ \ ] ^ { } ` 之一</translation>
    </message>
    <message>
        <source>half-width only, none of _ : % * - = ~ &lt; &gt; &amp; | ! + blank and quotes</source>
        <translation>全部半形，不含 _ : % * - = ~ &lt; &gt; &amp; | ! + 空格與引號</translation>
    </message>
    <message>
        <source>without account, ID number, mobile or mailbox name</source>
        <translation>不含帳號、身分證號、手機號碼、信箱名稱</translation>
    </message>
    <message>
        <source>Strength: guessed at once</source>
        <translation>強度：一猜就中</translation>
    </message>
    <message>
        <source>Strength: easy to guess</source>
        <translation>強度：容易猜到</translation>
    </message>
    <message>
        <source>Strength: could be guessed</source>
        <translation>強度：可能被猜到</translation>
    </message>
    <message>
        <source>Strength: good</source>
        <translation>強度：良好</translation>
    </message>
    <message>
        <source>Strength: very good</source>
        <translation>強度：很好</translation>
    </message>
    <message>
        <source>Saved on this machine; sent when the line is back</source>
        <translation>已存於本機，連線後送出</translation>
    </message>
    <message>
        <source>Registration complete</source>
        <translation>已完成註冊</translation>
    </message>
    <message>
        <source>We need your help to confirm this: take this number to the service desk</source>
        <translation>需要您協助確認，請持此編號至服務台</translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>Joined with your other registration</source>
        <translation>已與您的另一筆註冊合併</translation>
    </message>
    <message>
        <source>Saved on this machine; sent when the line is back. The result comes by e-mail or SMS</source>
        <translation>已存於本機，連線後送出；結果以 Email/簡訊通知</translation>
    </message>
    <message>
        <source>Who collects</source>
        <translation>由誰蒐集</translation>
    </message>
    <message>
        <source>The Industrial Development Administration, Ministry of Economic Affairs (organiser), through the Industrial Technology Research Institute (executing body).</source>
        <translation>經濟部產業發展署（主辦單位），委由工業技術研究院（執行單位）辦理。</translation>
    </message>
    <message>
        <source>What for</source>
        <translation>蒐集目的</translation>
    </message>
    <message>
        <source>To run the iPAS certification exams: your account, exam registration, identity check, results, certificates, and notices to you; and to answer your questions.</source>
        <translation>辦理產業人才能力鑑定：帳號管理、報名、身分核對、成績、證書核發、通知聯繫，以及回覆您的詢問。</translation>
    </message>
    <message>
        <source>Which data</source>
        <translation>資料類別</translation>
    </message>
    <message>
        <source>Account, name and romanised name, ID, UI or passport number, nationality, sex, e-mail, mobile number, education, school and department. Your password is kept only in a form that cannot be read back.</source>
        <translation>帳號、姓名與英文譯名、身分證號、統一證號或護照號碼、身分別、性別、電子郵件、手機號碼、學歷、學校與系所。密碼只以無法還原的形式保存。</translation>
    </message>
    <message>
        <source>How long, where, by whom and how</source>
        <translation>利用期間、地區、對象及方式</translation>
    </message>
    <message>
        <source>As long as you have an account and as long after as the law on certificates demands; in Taiwan; by the organiser, the executing body and those they charge with the exams; on paper and in computers. This machine keeps what you enter encrypted and passes it on to the executing body only.</source>
        <translation>期間：帳號存續期間，及其後法令要求保存證書資料的期間。地區：臺灣。對象：主辦單位、執行單位及受其委託辦理試務者。方式：書面及電子方式。本機以加密方式保存您填寫的資料，並且只送交執行單位。</translation>
    </message>
    <message>
        <source>Your rights</source>
        <translation>您的權利</translation>
    </message>
    <message>
        <source>You may ask to see your data, to have a copy, to have it completed or corrected, to have its collection, processing and use stopped, and to have it deleted: telephone 03-5917544, e-mail iPAS@itri.org.tw.</source>
        <translation>您可以查詢或請求閱覽、請求製給複製本、請求補充或更正、請求停止蒐集、處理或利用，以及請求刪除。請電 03-5917544，或寄信至 iPAS@itri.org.tw。</translation>
    </message>
    <message>
        <source>If you do not provide it</source>
        <translation>不提供時的影響</translation>
    </message>
    <message>
        <source>You are free not to. Without the fields marked * no account can be made, so you cannot register for an exam here. The romanised name may stay empty.</source>
        <translation>您可以自由選擇是否提供。標有 * 的欄位若不提供，將無法建立帳號，也就無法在此報名；英文譯名可以不填。</translation>
    </message>
    <message>
        <source>I have read this notice and agree that my data is collected, processed and used as it says</source>
        <translation>我已閱讀以上告知事項，並同意依其內容蒐集、處理及利用我的個人資料</translation>
    </message>
    <message>
        <source>Account: 7 to 30 half-width characters. No full-width signs, no Chinese, no ID number. The system checks that the account is not taken.</source>
        <translation>帳號長度：最大為30個英文字元，且需大於6個字元，勿使用全型符號、中文字及身分證號；系統會自動檢查帳號名稱不可重複；不可使用身分證作為帳號。</translation>
    </message>
    <message>
        <source>Password: at least 12 characters, with upper-case and lower-case letters, digits and symbols.</source>
        <translation>密碼規則：不少於12碼，且由英文字母大小寫、數字及符號組成。</translation>
    </message>
    <message>
        <source>Forgotten account or password: enter your name and registered e-mail and press &quot;Look up account and password&quot;; it is sent to that mailbox. If you forgot the mailbox, use account, name and registered mobile with &quot;Look up e-mail&quot;.</source>
        <translation>忘記帳號或密碼：請輸入考生姓名及所登記的EMAIL，按「查詢帳號與密碼」，系統會將帳號與密碼寄至登記的EMAIL信箱中。如忘記登錄的信箱，可使用帳號、姓名及登錄的手機號碼，按「查詢信箱」取得。</translation>
    </message>
    <message>
        <source>Free mailboxes often file our notices as spam, so you may miss them. Please avoid them.</source>
        <translation>免費信箱易將通知信件列為垃圾郵件，而遺漏重要通知，建議避免使用。</translation>
    </message>
    <message>
        <source>How to register: sign in -&gt; register for an exam</source>
        <translation>※報名步驟：登入帳號-&gt;考試報名</translation>
    </message>
    <message>
        <source>New candidates: enter account, Chinese name, password and code, press Sign in, fill in your details to finish.</source>
        <translation>(1) 新考生：請先輸入帳號、中文姓名、密碼以及驗證碼後，按登入鍵，新增個人基本資料，完成帳號註冊。</translation>
    </message>
    <message>
        <source>Group-registered candidates signing in for the first time: choose &quot;Forgot account or password&quot;, receive a password by SMS or e-mail, sign in and complete the account.</source>
        <translation>(2) 已由團報報名之考生(未註冊帳號)首次登入：點選「忘記帳號或密碼」，以手機簡訊或EMAIL收取密碼後，進行登入，登入後完成帳號註冊。</translation>
    </message>
    <message>
        <source>Account and ID number cannot be changed after registration. Check them before saving.</source>
        <translation>＊帳號與身分證註冊後不可再修改，存檔時請記得檢查資料是否正確！可參考考生服務專區登入說明(文件下載)。</translation>
    </message>
    <message>
        <source>Once signed in you can register for any exam.</source>
        <translation>2. 考試報名：登入帳號後，即可進行各項考試報名。</translation>
    </message>
    <message>
        <source>If you registered no mobile number, choose &quot;Send by e-mail&quot;.</source>
        <translation>若未登記手機號碼時，請點選&quot;寄送Email&quot;按鈕！</translation>
    </message>
    <message>
        <source>If you registered before, or through a group, use &quot;Forgot account or password&quot; first.</source>
        <translation>※如曾經報名過或由團報進行過報名，請先使用「忘記帳號或密碼」進行查詢</translation>
    </message>
    <message>
        <source>Reminder: a password has at least 12 characters and mixes upper-case and lower-case letters, digits and symbols. Do not use &quot;_&quot;, &quot;:&quot;, &quot;%&quot;, &quot; &quot;, &quot;*&quot;, &quot;-&quot;, &quot;=&quot;, &quot;~&quot;, &quot;&lt;&quot;, &quot;&gt;&quot;, &quot;&amp;&quot;, &quot;|&quot;, &quot;!&quot;, &quot;+&quot; or quotation marks.</source>
        <translation>ⓘ 提醒：密碼長度至少為12個字元，需由英文大小寫、數字及符號混合組成，請勿使用 &quot;_&quot;、&quot;:&quot;、&quot;%&quot;、&quot; &quot;、&quot;*&quot;、&quot;-&quot;、&quot;=&quot;、&quot;~&quot;、&quot;&lt;&quot;、&quot;&gt;&quot;、&quot;&amp;&quot;、&quot;|&quot;、&quot;!&quot;、&quot;+&quot; 與引號等特殊符號！</translation>
    </message>
    <message>
        <source>For the protection of your data, fill in account and password by the rules given for each.</source>
        <translation>資料填寫時，因應個人資訊保護及資訊安全，帳號及密碼，請填寫符合該項目說明之填寫規則</translation>
    </message>
    <message>
        <source>The account must not be an ID number. Account and ID number cannot be changed once you are registered: check that they are right before you save.</source>
        <translation>※帳號不可使用身分證號，請注意身分證與帳號，進行註冊後便不可再做修改，在進行送出註冊存檔前，請再檢查並確認資料是否正確</translation>
    </message>
    <message>
        <source>(1) * marks what has to be filled in</source>
        <translation>(1) * 為必填之欄位項目</translation>
    </message>
    <message>
        <source>(2) Account and ID number cannot be changed later; check them when you save</source>
        <translation>(2) 帳號與身分證欄位新增後便不可再做修改，存檔時請記得檢查資料是否正確</translation>
    </message>
    <message>
        <source>(3) To keep the system safe and the data right, the operator may maintain the data</source>
        <translation>(3) 為保障系統安全與資料正確性，管理者將保有資料維護之權利</translation>
    </message>
    <message>
        <source>(4) A romanised name that is left empty is filled in by the organiser for the certificate in Tongyong Pinyin of the foreign ministry, without objection</source>
        <translation>(4) 英文譯名於證書核對若無主動填寫，則由主辦單位直接採外交部之&quot;通用拼音&quot;填入，不得有異議</translation>
    </message>
    <message>
        <source>(5) Write a compound surname in the first box, as in your passport</source>
        <translation>(5) 英文譯名若為複姓，請寫在第一格，與護照方式相同</translation>
    </message>
    <message>
        <source>If you forgot your password, enter your ID number, Chinese name and the e-mail or mobile that you registered with; a temporary password is then sent there.</source>
        <translation>如您遺忘密碼，請使用查詢帳號及密碼功能輸入報名時所使用的EMAIL信箱或手機與中文姓名，系統便會寄出預設密碼至信箱或手機中。</translation>
    </message>
    <message>
        <source>If you have signed in before and forgot which mailbox you registered with, fill in your account details and press &quot;Look up e-mail&quot; to see the registered mailbox.</source>
        <translation>如您非第一次登入系統，且忘記您當初註冊使用的信箱為何時，可點選「查詢信箱」，填寫完帳號資訊後，即可取得該帳號註冊的電子信箱。</translation>
    </message>
    <message>
        <source>This machine is not yet joined to a test centre. Staff can do that with &quot;ipas-kiosk enrol&quot;.</source>
        <translation>本機尚未加入考場，請服務人員以「ipas-kiosk enrol」登錄。</translation>
    </message>
    <message>
        <source>This machine has been taken out of service and is no longer joined to a test centre. Use another machine, or call staff.</source>
        <translation>本機已停止服務，不再隸屬任何考場，請改用其他機器或洽服務人員。</translation>
    </message>
    <message>
        <source>The key to this machine&apos;s data is out of reach. Staff need to look at its key store.</source>
        <translation>無法取得本機資料的金鑰，請服務人員檢查金鑰存放處。</translation>
    </message>
    <message>
        <source>The key at hand does not open this machine&apos;s data. Staff need to look at its key store.</source>
        <translation>現有的金鑰打不開本機的資料，請服務人員檢查金鑰存放處。</translation>
    </message>
    <message>
        <source>The data on this machine would not be encrypted, so it does not start. Call staff.</source>
        <translation>本機的資料無法加密保存，因此不啟動，請洽服務人員。</translation>
    </message>
    <message>
        <source>The data on this machine is damaged. Nothing has been deleted; staff need to look at it.</source>
        <translation>本機的資料已損壞，沒有刪除任何內容，請服務人員處理。</translation>
    </message>
    <message>
        <source>The data on this machine comes from a newer version of this program. Staff need to update it.</source>
        <translation>本機的資料來自較新版的程式，請服務人員更新程式。</translation>
    </message>
    <message>
        <source>Another program is using this machine&apos;s data; nothing was saved. Try again in a moment.</source>
        <translation>另一個程式正在使用本機的資料，這次沒有存檔，請稍後再試。</translation>
    </message>
    <message>
        <source>This machine has no room left to save anything; nothing was saved. Call staff.</source>
        <translation>本機已沒有空間存檔，這次沒有存檔，請洽服務人員。</translation>
    </message>
    <message>
        <source>This machine could not read or write its data; nothing was saved. Try again, or call staff.</source>
        <translation>本機無法讀寫資料，這次沒有存檔，請再試一次或洽服務人員。</translation>
    </message>
    <message>
        <source>This machine may no longer connect to iPAS. Use another machine, or call staff.</source>
        <translation>本機已不能連線至 iPAS，請改用其他機器或洽服務人員。</translation>
    </message>
    <message>
        <source>iPAS has put this machine on hold. Use another machine, or call staff.</source>
        <translation>本機已由 iPAS 暫停使用，請改用其他機器或洽服務人員。</translation>
    </message>
    <message>
        <source>This machine has not reached iPAS for weeks and has locked itself. Nothing is lost; staff need to bring its connection back.</source>
        <translation>本機已數週未能連線至 iPAS，暫停服務；資料均完整保留，請服務人員恢復連線。</translation>
    </message>
    <message>
        <source>This machine has no network. You can go on; what you save is sent when the line is back.</source>
        <translation>本機目前沒有網路，您可以繼續使用，資料存檔後會在連線後送出。</translation>
    </message>
    <message>
        <source>The clock of this machine is wrong. You can go on; staff need to set it right.</source>
        <translation>本機的時鐘不準，您可以繼續使用，請服務人員校正時間。</translation>
    </message>
    <message>
        <source>This machine cannot start at the moment. Try again, or call staff.</source>
        <translation>本機目前無法啟動，請再試一次或洽服務人員。</translation>
    </message>
    <message>
        <source>Account, name and password do not go together, or the account is locked for now. After five failures an account is locked for 15 minutes. If you forgot something, choose &quot;Forgot account or password&quot;; if you are here for the first time, choose &quot;First time here (register)&quot;.</source>
        <translation>帳號、中文姓名與密碼不相符，或帳號暫停登入中。連續五次不相符時，該帳號暫停登入 15 分鐘。忘記時請按「忘記帳號或密碼」；第一次來請按「第一次使用（註冊）」。</translation>
    </message>
    <message>
        <source>The current password is not right, or the account is locked for now. After five failures an account is locked for 15 minutes. If you forgot it, sign out and choose &quot;Forgot account or password&quot;.</source>
        <translation>目前的密碼不相符，或帳號暫停登入中。連續五次不相符時，該帳號暫停登入 15 分鐘。忘記時請先登出，再按「忘記帳號或密碼」。</translation>
    </message>
    <message>
        <source>The temporary password has lapsed, or the account is locked for now. After five failures an account is locked for 15 minutes. Press &quot;Cancel&quot; and choose &quot;Forgot account or password&quot; to receive a new one.</source>
        <translation>預設密碼已失效，或帳號暫停登入中。連續五次不相符時，該帳號暫停登入 15 分鐘。請按「取消」，再按「忘記帳號或密碼」重新收取。</translation>
    </message>
    <message>
        <source>Sent at most once a minute: ask again in {seconds} s</source>
        <translation>每分鐘最多寄送一次，再次查詢請等 {seconds} 秒</translation>
    </message>
    <message>
        <source>This machine is offline and answers from its own records, which it keeps for a day.</source>
        <translation>本機離線中，以上為本機留存一日的紀錄。</translation>
    </message>
    <message>
        <source>Your password has been changed. Sign in with the new one.</source>
        <translation>密碼已更新，請以新密碼登入</translation>
    </message>
    <message>
        <source>Your password has been changed.</source>
        <translation>密碼已更新</translation>
    </message>
    <message>
        <source>The new password is the same as the one you have now; choose another.</source>
        <translation>新密碼與目前的密碼相同，請換一組</translation>
    </message>
    <message>
        <source>If the details match, your account and a temporary password are sent.</source>
        <translation>若資料相符，將寄出帳號與預設密碼</translation>
    </message>
    <message>
        <source>If the details match, your account and a temporary password are sent. This machine is offline: your request goes out when the line is back and lapses after 24 hours.</source>
        <translation>若資料相符，將寄出帳號與預設密碼。本機目前離線，連線後才會送出您的申請，超過 24 小時即失效。</translation>
    </message>
    <message>
        <source>No record matches these details.</source>
        <translation>查無符合資料</translation>
    </message>
    <message>
        <source>No record matches these details. Staff can help you from here: call them.</source>
        <translation>查無符合資料，請洽服務人員協助</translation>
    </message>
    <message>
        <source>The registered mailbox is {email}</source>
        <translation>登記的信箱：{email}</translation>
    </message>
    <message>
        <source>The whole address is sent by SMS to the registered mobile.</source>
        <translation>完整的信箱將以簡訊寄至登記的手機。</translation>
    </message>
    <message>
        <source>Looking this up needs the connection. Try again when the line is back, or call staff.</source>
        <translation>這項查詢需要連線，請於恢復連線後再試，或洽服務人員。</translation>
    </message>
    <message>
        <source>Changing the password needs the connection. Try again when the line is back.</source>
        <translation>變更密碼需要連線，請於恢復連線後再試。</translation>
    </message>
    <message>
        <source>There were many attempts at this machine. Wait {seconds} seconds, then try again.</source>
        <translation>本機嘗試的次數較多，請等 {seconds} 秒後再試。</translation>
    </message>
    <message>
        <source>There were many attempts at this machine. Wait {minutes} minutes, then try again.</source>
        <translation>本機嘗試的次數較多，請等 {minutes} 分鐘後再試。</translation>
    </message>
    <message>
        <source>Your account was made elsewhere, and this machine is offline. Sign in again when the line is back, or call staff.</source>
        <translation>您的帳號是在別處建立的，而本機目前離線。請於恢復連線後再登入，或洽服務人員。</translation>
    </message>
    <message>
        <source>Check what is entered here</source>
        <translation>請再檢查這一欄的內容</translation>
    </message>
    <message>
        <source>(space)</source>
        <translation>（空格）</translation>
    </message>
    <message>
        <source>Enter the five digits shown in the picture</source>
        <translation>請輸入圖片中的五個數字</translation>
    </message>
    <message>
        <source>The verification code has five digits; some are missing</source>
        <translation>驗證碼是五個數字，還少了幾個</translation>
    </message>
    <message>
        <source>The verification code has only five digits; remove the rest</source>
        <translation>驗證碼只有五個數字，請刪去多的</translation>
    </message>
    <message>
        <source>The verification code has digits only</source>
        <translation>驗證碼只用數字 0 到 9</translation>
    </message>
    <message>
        <source>The digits did not match the picture; enter those of the new one</source>
        <translation>數字與圖片不符，請輸入新圖片中的數字</translation>
    </message>
    <message>
        <source>Enter your account</source>
        <translation>請輸入帳號</translation>
    </message>
    <message>
        <source>An account has 40 characters at most; check yours</source>
        <translation>帳號最多 40 個字元，請再檢查</translation>
    </message>
    <message>
        <source>The account has a sign that cannot be read; type it again</source>
        <translation>帳號中有無法辨識的字元，請重新輸入</translation>
    </message>
    <message>
        <source>Choose an account of 7 to 30 characters</source>
        <translation>請取一個 7 至 30 個字元的帳號</translation>
    </message>
    <message>
        <source>The account needs at least 7 characters</source>
        <translation>帳號至少要 7 個字元</translation>
    </message>
    <message>
        <source>The account may have 30 characters at most</source>
        <translation>帳號最多 30 個字元</translation>
    </message>
    <message>
        <source>Begin the account with a letter or digit; use only half-width letters, digits and . _ - @</source>
        <translation>帳號請以英文字母或數字開頭，其後只用半形英文字母、數字及 . _ - @</translation>
    </message>
    <message>
        <source>The account must not be or contain an ID number; choose another</source>
        <translation>帳號不可以是身分證號，也不可包含身分證號，請換一個</translation>
    </message>
    <message>
        <source>This account is taken; choose another</source>
        <translation>這個帳號已有人使用，請換一個</translation>
    </message>
    <message>
        <source>Enter your Chinese name</source>
        <translation>請輸入中文姓名</translation>
    </message>
    <message>
        <source>The name is too long; check it</source>
        <translation>姓名太長，請再檢查</translation>
    </message>
    <message>
        <source>The name has a sign that cannot be read; type it again</source>
        <translation>姓名中有無法辨識的字元，請重新輸入</translation>
    </message>
    <message>
        <source>Enter your name as it is registered</source>
        <translation>請輸入與戶籍登記相同的姓名</translation>
    </message>
    <message>
        <source>The name may have 50 characters at most</source>
        <translation>姓名最多 50 個字元</translation>
    </message>
    <message>
        <source>The name has a sign that cannot be taken; use Chinese characters and, between them, ‧. Staff can help with a rare one</source>
        <translation>姓名中有無法登記的字元，請用中文字，名字之間的間隔用「‧」；罕用字打不出來時，請洽服務人員</translation>
    </message>
    <message>
        <source>Enter the Chinese name first; put ‧ only between characters, a Latin name only behind it</source>
        <translation>請先寫中文姓名；「‧」只放在字與字之間，羅馬拼音名字寫在中文姓名之後</translation>
    </message>
    <message>
        <source>This machine cannot draw &quot;{detail}&quot;. It is stored as entered; staff can check it with you</source>
        <translation>本機無法顯示「{detail}」，資料會照您輸入的保存，可請服務人員與您核對</translation>
    </message>
    <message>
        <source>Enter your name as in your residence card or passport</source>
        <translation>請輸入與居留證或護照相同的姓名</translation>
    </message>
    <message>
        <source>Use only Latin letters or Chinese characters in the name (between Latin letters also - &apos; . ,); staff can help with a rare one</source>
        <translation>姓名只用英文字母或中文字（英文字母之間可用 - &apos; . ,），罕用字請洽服務人員</translation>
    </message>
    <message>
        <source>Enter your password</source>
        <translation>請輸入密碼</translation>
    </message>
    <message>
        <source>The password is too long; check it</source>
        <translation>密碼太長，請再檢查</translation>
    </message>
    <message>
        <source>The password has a sign that cannot be read; type it again</source>
        <translation>密碼中有無法辨識的字元，請重新輸入</translation>
    </message>
    <message>
        <source>Choose a password of at least 12 characters</source>
        <translation>請取一組至少 12 個字元的密碼</translation>
    </message>
    <message>
        <source>The password needs at least 12 characters</source>
        <translation>密碼至少要 12 個字元</translation>
    </message>
    <message>
        <source>The password may have 64 characters at most</source>
        <translation>密碼最多 64 個字元</translation>
    </message>
    <message>
        <source>Use only half-width letters, digits and symbols in the password</source>
        <translation>密碼只用半形英文字母、數字與符號</translation>
    </message>
    <message>
        <source>The password needs an upper-case letter (A to Z)</source>
        <translation>密碼還需要一個大寫英文字母（A 到 Z）</translation>
    </message>
    <message>
        <source>The password needs a lower-case letter (a to z)</source>
        <translation>密碼還需要一個小寫英文字母（a 到 z）</translation>
    </message>
    <message>
        <source>The password needs a digit (0 to 9)</source>
        <translation>密碼還需要一個數字（0 到 9）</translation>
    </message>
    <message>
        <source>The password needs a symbol, for example # $ @ or ?</source>
        <translation>密碼還需要一個符號，例如 # $ @ 或 ?</translation>
    </message>
    <message>
        <source>Take these out of the password: {detail}</source>
        <translation>請從密碼中拿掉這些符號：{detail}</translation>
    </message>
    <message>
        <source>The password must not contain your account, ID number, mobile or mailbox name</source>
        <translation>密碼不可含有您的帳號、身分證號、手機號碼或信箱名稱</translation>
    </message>
    <message>
        <source>This password would be easy to guess; a longer one is safer</source>
        <translation>這組密碼容易被猜到，長一點比較安全</translation>
    </message>
    <message>
        <source>Enter the password once more</source>
        <translation>請再輸入一次密碼</translation>
    </message>
    <message>
        <source>The two passwords differ; enter the same one twice</source>
        <translation>兩次輸入的密碼不同，請輸入相同的密碼</translation>
    </message>
    <message>
        <source>Enter your mobile number</source>
        <translation>請輸入手機號碼</translation>
    </message>
    <message>
        <source>The mobile number is too short; one of Taiwan has 10 digits, like 0912-345-678</source>
        <translation>手機號碼太短，臺灣手機是 10 個數字，例如 0912-345-678</translation>
    </message>
    <message>
        <source>The mobile number is too long; one of Taiwan has 10 digits, like 0912-345-678</source>
        <translation>手機號碼太長，臺灣手機是 10 個數字，例如 0912-345-678</translation>
    </message>
    <message>
        <source>Enter your ID, UI or passport number</source>
        <translation>請輸入身分證號、統一證號或護照號碼</translation>
    </message>
    <message>
        <source>Enter an ID number of one letter and nine digits, or a passport number of 5 to 20 letters and digits</source>
        <translation>請輸入一個英文字母加九個數字的身分證號，或 5 至 20 個英文字母與數字的護照號碼</translation>
    </message>
    <message>
        <source>The name of the school has a sign that cannot be printed; type it again</source>
        <translation>學校名稱中有無法顯示的字元，請重新輸入</translation>
    </message>
    <message>
        <source>The name of the department has a sign that cannot be printed; type it again</source>
        <translation>系所名稱中有無法顯示的字元，請重新輸入</translation>
    </message>
    <message>
        <source>Use only digits in the mobile number, with + for other countries</source>
        <translation>手機號碼只用數字，外國號碼前面加 +</translation>
    </message>
    <message>
        <source>Write a Latin name of two letters or more, or Chinese characters first; put ‧ only between characters</source>
        <translation>請寫兩個字母以上的英文姓名，或先寫中文再寫英文；「‧」只放在中文字之間</translation>
    </message>
    <message>
        <source>This is not a mobile number; one of Taiwan begins with 09, others with + and the country code</source>
        <translation>這不是手機號碼；臺灣手機以 09 開頭，外國號碼以 + 與國碼開頭</translation>
    </message>
    <message>
        <source>Enter your e-mail address</source>
        <translation>請輸入電子郵件</translation>
    </message>
    <message>
        <source>The e-mail address may have 254 characters at most</source>
        <translation>電子郵件最多 254 個字元</translation>
    </message>
    <message>
        <source>Write the e-mail address like name@example.org</source>
        <translation>電子郵件請寫成 name@example.org 的樣子</translation>
    </message>
    <message>
        <source>Did you mean {detail}?</source>
        <translation>您要輸入的是 {detail} 嗎？</translation>
    </message>
    <message>
        <source>Enter your ID number</source>
        <translation>請輸入身分證號</translation>
    </message>
    <message>
        <source>An ID number is one letter and nine digits; check it</source>
        <translation>身分證號是一個英文字母加九個數字，請再檢查</translation>
    </message>
    <message>
        <source>The ID number has a slip in it; compare it with your card</source>
        <translation>身分證號有一個字不對，請與證件核對</translation>
    </message>
    <message>
        <source>Enter your UI number or passport number</source>
        <translation>請輸入統一證號或護照號碼</translation>
    </message>
    <message>
        <source>Enter the UI number on your residence card, or a passport number of 5 to 20 letters and digits</source>
        <translation>請輸入居留證上的統一證號，或 5 至 20 個英文字母與數字的護照號碼</translation>
    </message>
    <message>
        <source>The UI number has a slip in it; compare it with your card</source>
        <translation>統一證號有一個字不對，請與證件核對</translation>
    </message>
    <message>
        <source>This is the ID number of a national; change the nationality above or enter your UI number</source>
        <translation>這是本國籍的身分證號，請修改上面的身分別，或輸入您的統一證號</translation>
    </message>
    <message>
        <source>UI numbers with two letters end on 2030-12-31; change yours at the immigration agency</source>
        <translation>兩個英文字母的舊式統一證號用到 2030-12-31 為止，請向移民署換發</translation>
    </message>
    <message>
        <source>The romanised name may have 39 letters at most, both boxes together</source>
        <translation>英文譯名兩格合計最多 39 個字母</translation>
    </message>
    <message>
        <source>Use only letters A to Z, blank, hyphen and apostrophe in the romanised name</source>
        <translation>英文譯名只用英文字母、空格、連字號與撇號</translation>
    </message>
    <message>
        <source>Enter the name of your school</source>
        <translation>請輸入學校名稱</translation>
    </message>
    <message>
        <source>The name of the school may have 60 characters at most</source>
        <translation>學校名稱最多 60 個字</translation>
    </message>
    <message>
        <source>Enter the name of your department</source>
        <translation>請輸入系所名稱</translation>
    </message>
    <message>
        <source>The name of the department may have 60 characters at most</source>
        <translation>系所名稱最多 60 個字</translation>
    </message>
    <message>
        <source>Enter your current password</source>
        <translation>請輸入目前的密碼</translation>
    </message>
    <message>
        <source>Read the notice and tick the box to go on</source>
        <translation>請先閱讀告知事項，再勾選同意</translation>
    </message>
    <message>
        <source>Choose your nationality</source>
        <translation>請選擇身分別</translation>
    </message>
    <message>
        <source>Choose male or female</source>
        <translation>請選擇性別</translation>
    </message>
    <message>
        <source>Choose your education</source>
        <translation>請選擇學歷</translation>
    </message>
    <message>
        <source>Choose the city of your school</source>
        <translation>請選擇學校所在的縣市</translation>
    </message>
    <message>
        <source>Choose your school, or &quot;Other&quot; at the end of the list</source>
        <translation>請選擇學校，清單中沒有時選最後的「其他」</translation>
    </message>
    <message>
        <source>Choose your department, &quot;None&quot; or &quot;Other&quot; at the end of the list</source>
        <translation>請選擇系所，也可以選「無」或最後的「其他」</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已連線</translation>
    </message>
    <message>
        <source>Connected, but iPAS is busy; what is registered is kept here and sent later</source>
        <translation>系統忙碌中（已連線），登記會先存在本機，稍後自動送出</translation>
    </message>
    <message>
        <source>Offline since {time}; registrations are kept here first</source>
        <translation>離線中 {time} 起，登記會先存在本機</translation>
    </message>
    <message>
        <source>Offline since {time}: the line breaks off; registrations are kept here first</source>
        <translation>離線中 {time} 起，線路中斷，登記會先存在本機</translation>
    </message>
    <message>
        <source>Offline since {time}: iPAS takes no calls; registrations are kept here first</source>
        <translation>離線中 {time} 起，iPAS 暫時無法連線，登記會先存在本機</translation>
    </message>
    <message>
        <source>Offline since {time}: iPAS is not found; registrations are kept here first</source>
        <translation>離線中 {time} 起，網路找不到 iPAS，登記會先存在本機</translation>
    </message>
    <message>
        <source>Offline since {time}: wrong certificate or clock; registrations are kept here first; call staff</source>
        <translation>離線中 {time} 起，系統憑證或本機時鐘不符，登記會先存在本機，請洽服務人員</translation>
    </message>
    <message>
        <source>Offline since {time}: a wrong key at the server; registrations are kept here first; call staff</source>
        <translation>離線中 {time} 起，伺服器金鑰與登錄時不同，登記會先存在本機，請洽服務人員</translation>
    </message>
    <message>
        <source>Offline since {time}: iPAS does not answer; registrations are kept here first</source>
        <translation>離線中 {time} 起，iPAS 逾時未回應，登記會先存在本機</translation>
    </message>
    <message>
        <source>Offline since {time}: network sign-in needed; registrations are kept here first; call staff</source>
        <translation>離線中 {time} 起，網路要求先登入，登記會先存在本機，請洽服務人員</translation>
    </message>
    <message>
        <source>Offline since {time}: answers are cut off; registrations are kept here first</source>
        <translation>離線中 {time} 起，收到的回應不完整，登記會先存在本機</translation>
    </message>
    <message>
        <source>Offline since {time}: another server answers; registrations are kept here first; call staff</source>
        <translation>離線中 {time} 起，回應的不是 iPAS 系統，登記會先存在本機，請洽服務人員</translation>
    </message>
</context>
<context>
    <name>TickList</name>
    <message>
        <source>met</source>
        <translation>已符合</translation>
    </message>
    <message>
        <source>not yet met</source>
        <translation>尚未符合</translation>
    </message>
</context>
<context>
    <name>UnknownAccountPage</name>
    <message>
        <source>Are you here for the first time?</source>
        <translation>您是第一次使用嗎？</translation>
    </message>
    <message>
        <source>This machine is offline</source>
        <translation>本機目前離線</translation>
    </message>
    <message>
        <source>It cannot ask whether your account exists elsewhere.</source>
        <translation>無法查詢您的帳號是否已在別處建立。</translation>
    </message>
    <message>
        <source>A registration made now is kept on this machine, and sent when the line is back.</source>
        <translation>現在註冊的資料會先存在本機，連線後送出。</translation>
    </message>
    <message>
        <source>This machine does not know the account. If you have never registered, go on as a newcomer; if you have an account, do not make a second one.</source>
        <translation>本機沒有這個帳號的紀錄。從未註冊過的話，請以第一次使用繼續；已有帳號的話，請不要再註冊一次。</translation>
    </message>
    <message>
        <source>I am new here</source>
        <translation>我是第一次使用</translation>
    </message>
    <message>
        <source>I have an account</source>
        <translation>我已有帳號</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>回上一頁</translation>
    </message>
</context>
</TS>
