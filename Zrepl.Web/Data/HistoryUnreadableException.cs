namespace Zrepl.Web.Data;

/// <summary>The history cannot be read now. The message says why and what to do; jobs are not affected.</summary>
internal sealed class HistoryUnreadableException(string message, Exception? inner = null) : Exception(message, inner);
