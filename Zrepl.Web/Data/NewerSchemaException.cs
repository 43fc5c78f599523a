namespace Zrepl.Web.Data;

/// <summary>The database was written by a newer version of the program. It is left as it is; the operator decides.</summary>
internal sealed class NewerSchemaException(string migration) : IOException(
    $"was written by a newer zrepl (it has '{migration}'); use that version again, or move the file away to begin a new one");
