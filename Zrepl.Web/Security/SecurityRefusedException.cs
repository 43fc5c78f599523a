namespace Zrepl.Web.Security;

/// <summary>What was asked for is not possible or not allowed. The message is for whoever asked.</summary>
internal sealed class SecurityRefusedException(string message) : Exception(message);
