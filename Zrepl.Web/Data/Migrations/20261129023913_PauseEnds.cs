using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Zrepl.Web.Data.Migrations
{
    /// <inheritdoc />
    public partial class PauseEnds : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "PausedUntil",
                table: "JobStates",
                type: "INTEGER",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "PausedUntil",
                table: "JobStates");
        }
    }
}
