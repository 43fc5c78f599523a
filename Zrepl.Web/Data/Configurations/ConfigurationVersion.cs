namespace Zrepl.Web.Data.Configurations;

/// <summary>A version of a file of the configuration, without its text.</summary>
/// <param name="Id">Its key.</param>
/// <param name="File">The file, absolute.</param>
/// <param name="Revision">Word for exactly this content.</param>
/// <param name="At">When it was seen first.</param>
/// <param name="Author">Who saved it in the dashboard or by the API; empty if it was changed on the machine.</param>
public sealed record ConfigurationVersion(long Id, string File, string Revision, DateTimeOffset At, string Author);
