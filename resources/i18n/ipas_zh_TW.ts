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
</context>
<context>
    <name>ComboField</name>
    <message>
        <source>Type to search, or choose</source>
        <translation>輸入文字搜尋，或直接選擇</translation>
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
        <source>This visit ends in %n second(s). Everything that is not saved will be erased.</source>
        <translation>
            <numerusform>%n 秒後將結束本次使用，尚未儲存的資料會清除。</numerusform>
        </translation>
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
        <source>Organiser: Industrial Development Administration, Ministry of Economic Affairs
</source>
        <translation>主辦單位 經濟部產業發展署
</translation>
    </message>
    <message>
        <source>Executed by: Industrial Technology Research Institute</source>
        <translation>執行單位 工業技術研究院</translation>
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
    <name>StaffOverlay</name>
    <message>
        <source>A member of staff will help you</source>
        <translation>服務人員會協助您</translation>
    </message>
    <message>
        <source>Please go to the service desk of this venue. What you typed stays here for now.</source>
        <translation>請至現場服務台。您輸入的資料會暫時保留在這裡。</translation>
    </message>
    <message>
        <source>The service desk is here: {place}. What you typed stays here for now.</source>
        <translation>服務台在{place}。您輸入的資料會暫時保留在這裡。</translation>
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
    <message>
        <source>Connected</source>
        <translation>已連線</translation>
    </message>
    <message>
        <source>Offline since {time}; registrations are kept on this machine first</source>
        <translation>離線中 {time} 起，登記會先存在本機</translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Foreign national</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other education</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Send by e-mail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Send by SMS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Other (enter it yourself)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>12 to 64 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an upper-case letter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a lower-case letter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a digit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a symbol out of # $ ( ) , . / ; ? @ [ \ ] ^ { } `</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>half-width only, none of _ : % * - = ~ &lt; &gt; &amp; | ! + blank and quotes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>without account, ID number, mobile or mailbox name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength: guessed at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength: easy to guess</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength: could be guessed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength: good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strength: very good</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved on this machine; sent when the line is back</source>
        <translation>已存於本機，連線後送出</translation>
    </message>
    <message>
        <source>Registration complete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>We need your help to confirm this: take this number to the service desk</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Withdrawn</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>Joined with your other registration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved on this machine; sent when the line is back. The result comes by e-mail or SMS</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who collects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The Industrial Development Administration, Ministry of Economic Affairs (organiser), through the Industrial Technology Research Institute (executing body).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What for</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To run the iPAS certification exams: your account, exam registration, identity check, results, certificates, and notices to you; and to answer your questions.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account, name and romanised name, ID, UI or passport number, nationality, sex, e-mail, mobile number, education, school and department. Your password is kept only in a form that cannot be read back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How long, where, by whom and how</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As long as you have an account and as long after as the law on certificates demands; in Taiwan; by the organiser, the executing body and those they charge with the exams; on paper and in computers. This machine keeps what you enter encrypted and passes it on to the executing body only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your rights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You may ask to see your data, to have a copy, to have it completed or corrected, to have its collection, processing and use stopped, and to have it deleted: telephone 03-5917544, e-mail iPAS@itri.org.tw.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you do not provide it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You are free not to. Without the fields marked * no account can be made, so you cannot register for an exam here. The romanised name may stay empty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>I have read this notice and agree that my data is collected, processed and used as it says</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account: 7 to 30 half-width characters. No full-width signs, no Chinese, no ID number. The system checks that the account is not taken.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Password: at least 12 characters, with upper-case and lower-case letters, digits and symbols.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Forgotten account or password: enter your name and registered e-mail and press &quot;Look up account and password&quot;; it is sent to that mailbox. If you forgot the mailbox, use account, name and registered mobile with &quot;Look up e-mail&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free mailboxes often file our notices as spam, so you may miss them. Please avoid them.</source>
        <translation>免費信箱易將通知信件列為垃圾郵件，而遺漏重要通知，建議避免使用。</translation>
    </message>
    <message>
        <source>How to register: sign in -&gt; register for an exam</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New candidates: enter account, Chinese name, password and code, press Sign in, fill in your details to finish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Group-registered candidates signing in for the first time: choose &quot;Forgot account or password&quot;, receive a password by SMS or e-mail, sign in and complete the account.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account and ID number cannot be changed after registration. Check them before saving.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Once signed in you can register for any exam.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you registered no mobile number, choose &quot;Send by e-mail&quot;.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you registered before, or through a group, use &quot;Forgot account or password&quot; first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reminder: a password has at least 12 characters and mixes upper-case and lower-case letters, digits and symbols. Do not use &quot;_&quot;, &quot;:&quot;, &quot;%&quot;, &quot; &quot;, &quot;*&quot;, &quot;-&quot;, &quot;=&quot;, &quot;~&quot;, &quot;&lt;&quot;, &quot;&gt;&quot;, &quot;&amp;&quot;, &quot;|&quot;, &quot;!&quot;, &quot;+&quot; or quotation marks.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the protection of your data, fill in account and password by the rules given for each.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account must not be an ID number. Account and ID number cannot be changed once you are registered: check that they are right before you save.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(1) * marks what has to be filled in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(2) Account and ID number cannot be changed later; check them when you save</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(3) To keep the system safe and the data right, the operator may maintain the data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(4) A romanised name that is left empty is filled in by the organiser for the certificate in Tongyong Pinyin of the foreign ministry, without objection</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(5) Write a compound surname in the first box, as in your passport</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you forgot your password, enter your ID number, Chinese name and the e-mail or mobile that you registered with; a temporary password is then sent there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If you have signed in before and forgot which mailbox you registered with, fill in your account details and press “Look up e-mail” to see the registered mailbox.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine is not yet joined to a test centre. Staff can do that with “ipas-kiosk enrol”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key to this machine&apos;s data is out of reach. Staff need to look at its key store.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The key at hand does not open this machine&apos;s data. Staff need to look at its key store.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data on this machine would not be encrypted, so it does not start. Call staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data on this machine is damaged. Nothing has been deleted; staff need to look at it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The data on this machine comes from a newer version of this program. Staff need to update it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Another program is using this machine&apos;s data; nothing was saved. Try again in a moment.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine has no room left to save anything; nothing was saved. Call staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine could not read or write its data; nothing was saved. Try again, or call staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine may no longer connect to iPAS. Use another machine, or call staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>iPAS has put this machine on hold. Use another machine, or call staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The clock of this machine is wrong. You can go on; staff need to set it right.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine cannot start at the moment. Try again, or call staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Account, name and password do not go together, or the account is locked for now. After five failures an account is locked for 15 minutes. If you forgot something, choose “Forgot account or password”; if you are here for the first time, choose “First time here (register)”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your password has been changed. Sign in with the new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your password has been changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new password is the same as the one you have now; choose another.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The current password is not right, or the account is locked for now. After five failures an account is locked for 15 minutes. If you forgot it, sign out and choose “Forgot account or password”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The temporary password has lapsed, or the account is locked for now. After five failures an account is locked for 15 minutes. Press “Cancel” and choose “Forgot account or password” to receive a new one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the details match, your account and a temporary password are sent.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>If the details match, your account and a temporary password are sent. This machine is offline: your request goes out when the line is back and lapses after 24 hours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No record matches these details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No record matches these details. Staff can help you from here: call them.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The registered mailbox is {email}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole address is sent by SMS to the registered mobile.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine is offline and answers from its own records.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking this up needs the connection. Try again when the line is back, or call staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Changing the password needs the connection. Try again when the line is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There were many attempts at this machine. Wait {seconds} seconds, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There were many attempts at this machine. Wait {minutes} minutes, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your account was made elsewhere, and this machine is offline. Sign in again when the line is back, or call staff.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check what is entered here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the five digits shown in the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The verification code has five digits; some are missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The verification code has only five digits; remove the rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The verification code has digits only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The digits did not match the picture; enter those of the new one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your account</source>
        <translation>請輸入您的帳號</translation>
    </message>
    <message>
        <source>An account has 40 characters at most; check yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account has a sign that cannot be read; type it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an account of 7 to 30 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account needs at least 7 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account may have 30 characters at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin the account with a letter or digit; use only half-width letters, digits and . _ - @</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The account must not be or contain an ID number; choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This account is taken; choose another</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your Chinese name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name is too long; check it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name has a sign that cannot be read; type it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your name as it is registered</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name may have 50 characters at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name has a sign that no registered name has; use Chinese characters and, between them, ‧</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the Chinese name first; put ‧ only between characters, a Latin name only behind it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This machine cannot draw “{detail}”. It is stored as entered; staff can check it with you</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your password</source>
        <translation>請輸入您的密碼</translation>
    </message>
    <message>
        <source>The password is too long; check it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password has a sign that cannot be read; type it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a password of at least 12 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password needs at least 12 characters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password may have 64 characters at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use only half-width letters, digits and symbols in the password</source>
        <translation>密碼只能使用半形英文字母、數字與符號</translation>
    </message>
    <message>
        <source>The password needs an upper-case letter (A to Z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password needs a lower-case letter (a to z)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password needs a digit (0 to 9)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password needs a symbol, for example # $ @ or ?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take these out of the password: {detail}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The password must not contain your account, ID number, mobile or mailbox name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This password would be easy to guess; a longer one is safer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the password once more</source>
        <translation>請再輸入一次密碼</translation>
    </message>
    <message>
        <source>The two passwords differ; enter the same one twice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your mobile number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mobile number is too short; it has 10 digits, like 0912-345-678</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The mobile number is too long; it has 10 digits, like 0912-345-678</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use only digits in the mobile number, with + for other countries</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is not a mobile number; one of Taiwan begins with 09, others with + and the country code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your e-mail address</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The e-mail address may have 254 characters at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Write the e-mail address like name@example.org</source>
        <translation>請輸入完整的電子郵件，例如 name@example.org</translation>
    </message>
    <message>
        <source>Did you mean {detail}?</source>
        <translation>您是否要輸入 {detail}？</translation>
    </message>
    <message>
        <source>Enter your ID number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>An ID number is one letter and nine digits; check it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ID number has a slip in it; compare it with your card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your UI number or passport number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the UI number on your residence card, or a passport number of 5 to 20 letters and digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The UI number has a slip in it; compare it with your card</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This is the ID number of a national; change the nationality above or enter your UI number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>UI numbers with two letters end on 2030-12-31; change yours at the immigration agency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The romanised name may have 39 letters at most, both boxes together</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use only letters A to Z, blank, hyphen and apostrophe in the romanised name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the name of your school</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of the school may have 60 characters at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of the school has a sign that cannot be printed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter the name of your department</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of the department may have 60 characters at most</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The name of the department has a sign that cannot be printed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter your current password</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the notice and tick the box to go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose your nationality</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose male or female</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose your education</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the city of your school</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose your school, or “Other” at the end of the list</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose your department, “None” or “Other” at the end of the list</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
