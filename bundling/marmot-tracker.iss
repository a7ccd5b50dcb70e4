; The installer for Windows, for one person, without administrator rights: Inno Setup 6.
;   iscc /DVersion=0.1.0 /DBundle=..\dist\marmot-tracker bundling\marmot-tracker.iss

#ifndef Version
  #error Say which version: /DVersion=...
#endif
#ifndef Bundle
  #define Bundle "..\dist\marmot-tracker"
#endif

[Setup]
AppId={{6E0B1C86-2E7C-4C57-9B7E-5C5E0C1D7A42}
AppName=Marmot Tracker
AppVersion={#Version}
AppVerName=Marmot Tracker {#Version}
AppPublisher=Marmot Tracker contributors
DefaultDirName={autopf}\Marmot Tracker
DefaultGroupName=Marmot Tracker
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile={#Bundle}\LICENSE.txt
OutputDir=..\dist
OutputBaseFilename=marmot-tracker-{#Version}-setup
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes
CloseApplications=yes
UninstallDisplayIcon={app}\marmot-tracker.exe

[Files]
Source: "{#Bundle}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[InstallDelete]
; What an older version brought and this one does not must not be found beside it.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Marmot Tracker"; Filename: "{app}\marmot-tracker.exe"

[Registry]
Root: HKA; Subkey: "Software\Classes\.marmot"; ValueType: string; ValueData: "MarmotTracker.Tracker"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\MarmotTracker.Tracker"; ValueType: string; ValueData: "Marmot tracker"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\MarmotTracker.Tracker\DefaultIcon"; ValueType: string; ValueData: "{app}\marmot-tracker.exe,0"
Root: HKA; Subkey: "Software\Classes\MarmotTracker.Tracker\shell\open\command"; ValueType: string; ValueData: """{app}\marmot-tracker.exe"" ""%1"""

; Trackers, backups and the person's settings lie elsewhere, and stay when the program is removed.
