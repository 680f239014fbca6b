@echo off
rem Builds Gantry where that is needed, then starts it. Environment, besides that of app\src\dist\bin\gantry.cmd:
rem   GANTRY_REBUILD=1   build again (here, unlike on Unix, a changed source file is not noticed)
rem   GANTRY_BUILD       further options for Maven, such as -Pcuda
setlocal
set "ROOT=%~dp0"
set "DIST=%ROOT%app\target\dist\gantry"
if not defined GANTRY_HOME set "GANTRY_HOME=%ROOT:~0,-1%"

if not defined GANTRY_REBUILD if exist "%ROOT%app\target\dist\built" goto start
where mvn >nul 2>nul || (
    echo gantry: needs Maven to be built and found none. Install it, https://maven.apache.org/install.html,>&2
    echo or use a distribution of Gantry, which is built already.>&2
    exit /b 2
)
echo gantry: building, which the first time takes a few minutes>&2
call mvn -q -B -f "%ROOT%pom.xml" -Dmaven.test.skip=true -Ddist.archives.skip=true %GANTRY_BUILD% package 1>&2 || (
    echo gantry: could not be built, see above>&2
    exit /b 2
)
type nul >"%ROOT%app\target\dist\built"

:start
call "%DIST%\bin\gantry.cmd" %*
exit /b %ERRORLEVEL%
