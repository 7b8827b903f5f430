using DeepOptDistill.Data;
using DeepOptDistill.Data.Samples;
using DeepOptDistill.Onnx;
using DeepOptDistill.Onnx.Proto;
using DeepOptDistill.Teachers;
using DeepOptDistill.Teachers.Descriptions;

namespace DeepOptDistill.EngineTests.Teachers;

/// <summary>A teacher's folder made for one test; deleted with it.</summary>
internal sealed class TeacherFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("deepopt-teacher-");

    public string File => System.IO.Path.Combine(Path, "model.onnx");

    public string Path => folder.FullName;

    public TeacherFolder With(OnnxModel model)
    {
        model.Write(File);
        return this;
    }

    /// <summary>A shipped network with an edit.</summary>
    public TeacherFolder With(string teacher, Action<GraphProto> edit)
    {
        var proto = OnnxModel.Read(ShippedTeacher.File(teacher)).Proto.Clone();
        edit(proto.Graph);
        return With(new OnnxModel(proto));
    }

    public Teacher Open(TeacherSpec? spec = null, SampleShape? shape = null, int classes = ShippedTeacher.Classes) =>
        Teacher.Open(spec ?? new() { Name = "mine" }, Path, shape ?? ShippedTeacher.Shape, classes, threads: 1);

    public void Dispose() => folder.Delete(recursive: true);
}
