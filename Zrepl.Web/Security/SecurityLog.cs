namespace Zrepl.Web.Security;

internal static partial class SecurityLog // events 4100-4199
{
    [LoggerMessage(4100, LogLevel.Information, "audit: {Actor} ({From}) {Action} {Target}: {Detail}")]
    public static partial void Audited(this ILogger logger, string actor, string from, string action, string target, string detail);

    [LoggerMessage(4101, LogLevel.Warning, "audit: refused: {Actor} ({From}) {Action} {Target}: {Detail}")]
    public static partial void AuditedRefusal(this ILogger logger, string actor, string from, string action, string target, string detail);

    [LoggerMessage(
        4102, LogLevel.Warning, "nobody can sign in to the dashboard yet: open {Address}/setup and enter the setup token {Token} "
        + "(it is also in {Path}), or run: zrepl user add NAME")]
    public static partial void SetupIsDue(this ILogger logger, string address, string token, string path);

    [LoggerMessage(
        4103, LogLevel.Error, "the setup token cannot be written to {Path}: {Problem}; make the first administrator with: zrepl user add NAME")]
    public static partial void NoSetupToken(this ILogger logger, string path, string problem);

    [LoggerMessage(4104, LogLevel.Warning, "who is signed in cannot be looked up: {Problem}; whoever was signed in before stays so")]
    public static partial void CannotLookUp(this ILogger logger, string problem);

    [LoggerMessage(4120, LogLevel.Information, "who is signed in can be looked up again")]
    public static partial void LooksUpAgain(this ILogger logger);

    [LoggerMessage(4105, LogLevel.Warning, "signing in with {Authority} failed: {Problem}")]
    public static partial void ProviderFailed(this ILogger logger, string authority, string problem);
}
