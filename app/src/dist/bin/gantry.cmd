@echo off
rem Starts Gantry. Environment:
rem   JAVA_HOME     a JDK of at least 25; without it, one is looked for on the PATH and in the usual folders
rem   GANTRY_HOME   the folder that holds plugins\, recipes\ and studies\ (default: the one that holds bin\)
rem   GANTRY_OPTS   further options for the JVM, such as -Xmx8g
setlocal
set "OLDEST=25"
for %%d in ("%~dp0..") do set "DIST=%%~fd"
if not defined GANTRY_HOME set "GANTRY_HOME=%DIST%"

set "JAVA="
if defined JAVA_HOME call :try "%JAVA_HOME%"
if not defined JAVA for %%j in (java.exe) do if not "%%~$PATH:j"=="" for %%h in ("%%~dp$PATH:j..") do call :try "%%~fh"
if not defined JAVA for %%r in ("%ProgramFiles%\Eclipse Adoptium" "%ProgramFiles%\Java" "%ProgramFiles%\Microsoft" "%ProgramFiles%\Zulu" "%ProgramFiles%\Amazon Corretto" "%USERPROFILE%\.jdks") do if exist "%%~r" for /d %%h in ("%%~r\*") do call :try "%%~h"
if not defined JAVA (
    echo gantry: needs a JDK of at least %OLDEST% and found none.>&2
    echo Install one, for example from https://adoptium.net, or set JAVA_HOME to the folder that holds it.>&2
    exit /b 2
)

rem The variant of ND4J's native library is the end of its JAR's name: nd4j-native-VERSION-windows-x86_64-onednn.jar
set "EXTENSION="
for %%f in ("%DIST%\lib\classpath\nd4j-native-*-windows-x86_64*.jar") do set "NATIVE=%%~nf"
if defined NATIVE set "EXTENSION=%NATIVE:*x86_64=%"

rem Where ND4J is loaded: its OpenBLAS workers would keep the cores while they wait. Read when the library loads.
if not defined OPENBLAS_THREAD_TIMEOUT set "OPENBLAS_THREAD_TIMEOUT=4"

rem Where Gantry has Spark, its libraries win over older ones of ND4J, and executors of a 'local-cluster' are started from there.
set "SPARK_OPTIONS="
if exist "%DIST%\lib\spark" set SPARK_OPTIONS="@%DIST%\lib\spark\jvm-options"
if defined SPARK_OPTIONS if not defined SPARK_HOME set "SPARK_SCALA_VERSION=2.13"
if defined SPARK_OPTIONS if not defined SPARK_HOME set "SPARK_HOME=%DIST%\lib\spark"

rem The heap begins small and grows as it is needed: steps allocate nothing there.
"%JAVA%" ^
    --module-path "%DIST%\lib\modules" ^
    --class-path "%DIST%\lib\spark\jars\*;%DIST%\lib\classpath\*" ^
    --add-modules java.desktop,java.logging,java.management,java.naming,java.sql,jdk.unsupported,jdk.incubator.vector ^
    --enable-native-access=ALL-UNNAMED,dev.gantry.opencl,org.jline.nativ ^
    --sun-misc-unsafe-memory-access=allow ^
    "-Dorg.bytedeco.javacpp.platform.extension=%EXTENSION%" ^
    "-Dgantry.home=%GANTRY_HOME%" ^
    -XX:+UseSerialGC -Xms16m ^
    %SPARK_OPTIONS% %GANTRY_OPTS% ^
    --module dev.gantry.app/dev.gantry.app.Gantry %*
exit /b %ERRORLEVEL%

rem Takes a JDK's folder if the version in its file "release" will do.
:try
if defined JAVA exit /b
if not exist "%~1\bin\java.exe" exit /b
if not exist "%~1\release" exit /b
for /f "tokens=2 delims==." %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do set "FOUND=%%~v"
set "FOUND=%FOUND:"=%"
if %FOUND% geq %OLDEST% set "JAVA=%~1\bin\java.exe"
exit /b
