namespace Zrepl.Web.Hosting;

/// <summary>The daemon cannot start. The message says what is in the way and what to do; it is all that is printed.</summary>
internal sealed class StartFailedException(string message, Exception? cause = null) : Exception(message, cause);
