namespace Zrepl.Web.Data;

/// <summary>The database cannot be read or written now. The message says what is wrong and what to do, without a full stop.</summary>
internal sealed class DatabaseUnavailableException(string message, Exception? cause = null) : Exception(message, cause);
